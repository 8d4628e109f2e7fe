"""The index of a tree's elements by tag."""

from scraper.extractors.parsing.html import parse_html


def test_elements_are_found_by_tag() -> None:
    tree = parse_html(b"<html><body><p>a<img><p>b<a href=/>c</a><img></body></html>")
    assert [tree.tags[i] for i in tree.named(("img", "p", "nav"))] == ["p", "img", "p", "img"]
    assert [tree.texts[i] for i in tree.places("p")] == ["a", "b"]
    assert not tree.places("nav")


def test_elements_before_another_are_found_by_tag() -> None:
    tree = parse_html(b"<html><body><p>a<p>b<h1>c</h1><p>d</body></html>")
    (heading,) = tree.places("h1")
    assert [tree.texts[i] for i in tree.places_before("p", heading)] == ["a", "b"]
    assert not tree.places_before("p", 0)


def test_a_renamed_element_is_found_by_its_new_tag_alone() -> None:
    tree = parse_html(b"<html><body><p>a<p>b</body></html>")
    first, second = tree.places("p")
    tree.rename(first, "div")
    assert list(tree.places("p")) == [second]
    assert list(tree.places("div")) == [first]


def test_the_elements_around_one_come_from_the_inside_out_without_the_root() -> None:
    tree = parse_html(b"<html><body><div><p>a<b>b</b></div></body></html>")
    (bold,) = tree.places("b")
    assert [tree.tags[i] for i in tree.outwards(bold)] == ["b", "p", "div", "body"]
    assert [tree.tags[i] for i in tree.outwards(bold, 2)] == ["b", "p"]
    assert not list(tree.outwards(0))
    assert not list(tree.outwards(-1))


def test_siblings_are_the_next_elements_of_one_parent() -> None:
    tree = parse_html(b"<html><body><div><p>a<b>b</b></p><p>c</p></div><p>d</body></html>")
    first, second, third = tree.places("p")
    (bold,) = tree.places("b")
    assert tree.next_sibling(first) == second
    assert tree.previous_sibling(second) == first
    assert tree.next_sibling(second) == tree.next_sibling(third) == -1
    assert tree.previous_sibling(first) == tree.previous_sibling(bold) == -1
    assert tree.previous_sibling(0) == tree.next_sibling(0) == -1
