# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The loops of `candidates.py` and `card_extent.py` compiled: the same candidates, to the last letter.

The plain code there is the reference, and says what everything means.
"""
import copyreg

from cpython.dict cimport PyDict_GetItem
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_READ_CHAR, PyUnicode_Substring,
)
from scraper.extractors.parsing._blocks cimport RawBlock, folded, said
from scraper.extractors.parsing._treewalk cimport text_content
from scraper.extractors.related._pictures cimport is_image, source_of

from scraper.extractors.parsing import blocks as _blocks
from scraper.extractors.related import candidates as _plain
from scraper.extractors.related import card_extent as _extent
from scraper.urls import origin_of

cdef extern from "Python.h":
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)
    bint PyUnicode_IS_ASCII(str text)

cdef object base_address = _plain.base_address
cdef object absolute = _plain.absolute
cdef object identity = _plain.identity
cdef dict HEADINGS = dict(_blocks.HEADINGS)
cdef Py_ssize_t MAX_CANDIDATES = _plain.MAX_CANDIDATES
cdef Py_ssize_t LABEL_WORDS = _extent.LABEL_WORDS
cdef Py_ssize_t CARD_BLOCKS = _extent.CARD_BLOCKS
cdef Py_ssize_t MAX_CARD_LEVELS = _extent.MAX_CARD_LEVELS
cdef Py_ssize_t SIDE_LINK_WORDS = _extent.SIDE_LINK_WORDS
cdef Py_ssize_t MAX_SIDE_LINKS = _extent.MAX_SIDE_LINKS
cdef int WORDLESS = _extent.WORDLESS
cdef int LABEL = _extent.LABEL
cdef int SHORT = _extent.SHORT
cdef int HEADLINE = _extent.HEADLINE


cdef class ItemCandidate:
    """``candidates.ItemCandidate``."""

    def __init__(self, url, key):
        self.url = url
        self.key = key
        self.anchors = []
        self.blocks = []
        self.card = self.title_block = -1
        self.title = self.image = ""
        self.heading = self.words = 0

    def __reduce__(self):
        fields = {name: getattr(self, name) for name in _plain.CANDIDATE_FIELDS}
        return copyreg.__newobj__, (ItemCandidate,), (None, fields)

    def __setstate__(self, tuple state):
        for name, value in state[1].items():
            setattr(self, name, value)


cdef bint is_decimal(Py_UCS4 ch):
    return 48 <= ch <= 57 if ch < 128 else Py_UNICODE_ISDECIMAL(ch)


cdef inline bint is_anchor(str tag):
    return len(tag) == 1 and PyUnicode_READ_CHAR(tag, 0) == 97


cdef inline bint is_frame(str tag):
    return len(tag) == 4 and (tag == "body" or tag == "html" or tag == "main")


cdef inline int heading_level(str tag):
    """``blocks.HEADINGS``."""
    cdef object level
    if len(tag) != 2 or PyUnicode_READ_CHAR(tag, 0) != 104:
        return 0
    level = HEADINGS.get(tag)
    return 0 if level is None else level


cdef Py_ssize_t word_count(str text):
    """``titles.word_count``."""
    cdef Py_ssize_t i, n = len(text), spaces = 1, unspaced = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if ch == 32:
            spaces += 1
        elif ch >= 0xE00 and ch <= 0x9FFF:
            if (
                ch <= 0xEFF or 0x1000 <= ch <= 0x109F or 0x1780 <= ch <= 0x17FF
                or 0x3040 <= ch <= 0x30FF or ch >= 0x3400
            ):
                unspaced += 1
    return spaces if spaces > unspaced // 2 else unspaced // 2


cdef double title_rank(str text):
    """``candidates._title_rank``."""
    cdef Py_ssize_t words = word_count(text)
    return (words if words < 10 else 10) - (words - 22 if words > 22 else 0) * 0.5


cdef bint is_plain(str path, Py_ssize_t start):
    """Whether nothing in an address from ``start`` on is written otherwise in its canonical form.

    The short way of ``urls.canonical_url``.
    """
    cdef Py_ssize_t i, n = len(path)
    cdef int kind = PyUnicode_KIND(path)
    cdef void* data = PyUnicode_DATA(path)
    cdef Py_UCS4 ch, before = 0
    for i in range(start, n):
        ch = PyUnicode_READ(kind, data, i)
        if not (
            97 <= ch <= 122 or 65 <= ch <= 90 or 47 <= ch <= 57 or ch == 45 or ch == 95
            or ch == 126 or ch == 46
        ):
            return False
        if ch == 46 and (before == 46 or before == 47):
            return False
        before = ch
    return True


cdef Py_ssize_t plain_host(str url):
    """Where the path begins of an address whose scheme and host are canonical as they stand; else
    -1. The short way of ``urls.canonical_url``."""
    cdef Py_ssize_t i, n = len(url), start = 7
    cdef int kind = PyUnicode_KIND(url)
    cdef void* data = PyUnicode_DATA(url)
    cdef Py_UCS4 ch, before = 46
    if n < 10 or PyUnicode_READ(kind, data, 0) != 104 or not url.startswith("http"):
        return -1
    if PyUnicode_READ(kind, data, 4) == 115:
        start = 8
    if not url.startswith("://", start - 3):
        return -1
    for i in range(start, n):
        ch = PyUnicode_READ(kind, data, i)
        if ch == 47:
            return -1 if before == 46 or before == 45 or i < start + 2 else i
        if ch == 46 or ch == 45:
            if i == start or (ch == 46 and before == 46):
                return -1
        elif not (97 <= ch <= 122 or 48 <= ch <= 57):
            return -1
        before = ch
    return -1


cdef str plain_identity(str url):
    """``identity`` of an address that ``is_plain``."""
    cdef Py_ssize_t start = url.find("://") + 3, end = len(url), slash
    slash = url.find("/", start)
    if slash >= 0 and (url.find("amp", slash) >= 0 or url.find("AMP", slash) >= 0):
        return identity(url)
    if url.startswith("www.", start):
        start += 4
    while end > start and url[end - 1] == "/":
        end -= 1
    return PyUnicode_Substring(url, start, end)


cdef class _Page:
    """What the candidates of one page are read from."""

    cdef list tags, parents, ends, texts, tails, attrs, blocks
    cdef dict link_texts
    cdef str base, origin
    cdef bint plain_origin, plain_target
    cdef Py_ssize_t count
    cdef Py_ssize_t* starts
    cdef signed char* levels
    cdef Py_ssize_t* counts

    def __cinit__(self, tree, list blocks, str base):
        cdef Py_ssize_t n = len(blocks), number, node
        cdef RawBlock block
        cdef int up, level
        self.tags, self.parents, self.ends = tree.tags, tree.parents, tree.ends
        self.texts, self.tails, self.attrs = tree.texts, tree.tails, tree.attrs
        self.blocks, self.base, self.link_texts, self.count = blocks, base, {}, n
        # An address below this origin needs no other look than the one at its path.
        self.origin = origin_of(base)
        self.plain_origin = absolute(base, "/") == self.origin + "/"
        self.starts = <Py_ssize_t*>PyMem_Malloc((n + 1) * (2 * sizeof(Py_ssize_t) + 1))
        if self.starts is NULL:
            raise MemoryError
        self.counts = self.starts + n + 1
        self.levels = <signed char*>(self.counts + n + 1)
        for number in range(n):
            block = blocks[number]
            self.starts[number] = block.first
            self.counts[number] = -1
            self.levels[number] = 0
            node = block.node
            for up in range(3):
                if node < 0:
                    break
                level = heading_level(<str>self.tags[node])
                if level:
                    self.levels[number] = level
                    break
                node = self.parents[node]

    def __dealloc__(self):
        PyMem_Free(self.starts)

    cdef inline Py_ssize_t words(self, Py_ssize_t number):
        """Words of a block."""
        if self.counts[number] < 0:
            self.counts[number] = word_count((<RawBlock>self.blocks[number]).text)
        return self.counts[number]

    cdef inline str inside(self, Py_ssize_t index):
        return text_content(self.tags, self.texts, self.tails, self.ends, index)

    cdef list said(self, Py_ssize_t anchor):
        return self.link_texts.get(anchor)

    cdef object target(self, str href):
        """``absolute(base, href)``; ``plain_target`` says whether it came the short way."""
        cdef Py_ssize_t start
        self.plain_target = True
        if self.plain_origin and len(href) < 2000 and href:
            if href[0] == "/":
                if (len(href) == 1 or href[1] != "/") and is_plain(href, 0):
                    return self.origin + href
            elif (
                len(href) > len(self.origin) and href[len(self.origin)] == "/"
                and href.startswith(self.origin) and is_plain(href, len(self.origin))
            ):
                return href
        # Most links to other sites need no other look either.
        if len(href) < 2000:
            start = plain_host(href)
            if start >= 0 and is_plain(href, start):
                return href
        self.plain_target = False
        return absolute(self.base, href)

    cdef list parts_of(self, Py_ssize_t anchor):
        """``candidates.anchor_parts``."""
        cdef Py_ssize_t node = anchor, i, end, only
        cdef list found
        cdef str text
        while True:
            if folded(<str>self.texts[node]):
                return []
            end = self.ends[node]
            i = node + 1
            while i < end:
                if folded(<str>self.tails[i]):
                    return []
                i = self.ends[i]
            found = []
            only = -1
            i = node + 1
            while i < end:
                text = self.inside(i)
                if text:
                    found.append(text)
                    only = i
                i = self.ends[i]
            if len(found) != 1:
                return found
            node = only


cdef Py_ssize_t bisect_left(Py_ssize_t* values, Py_ssize_t n, Py_ssize_t value) noexcept:
    cdef Py_ssize_t low = 0, high = n, middle
    while low < high:
        middle = (low + high) // 2
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


def find_candidates(tree, blocks, story, url):
    """``candidates.find_candidates_plain``."""
    cdef list entries = list(blocks), parts, candidates, pieces, said
    cdef str base = base_address(tree, url), own = identity(url) if url else "", text, href
    cdef _Page page = _Page(tree, entries, base)
    cdef list tags = page.tags, ends = page.ends, attrs = page.attrs
    cdef dict link_texts = page.link_texts, texts, found = {}, targets = {}, attr
    cdef Py_ssize_t n = len(tags), count = len(entries), number, i, anchor, words
    cdef bytearray in_story_bytes = bytearray(n)
    cdef unsigned char* in_story = in_story_bytes
    cdef RawBlock block
    cdef ItemCandidate candidate
    cdef tuple piece
    cdef object target, key, known
    cdef list flags = [bool(part) for part in story]
    for number in range(count):
        block = entries[number]
        if not block.link_chars:
            continue
        pieces = block.pieces
        if flags[number]:
            for piece in pieces:
                anchor = piece[1]
                if anchor >= 0:
                    in_story[anchor] = 1
            continue
        if block.row is not None:
            for i in range(block.node, <Py_ssize_t>ends[block.node]):
                if is_anchor(<str>tags[i]):
                    known = link_texts.get(i)
                    if known is None:
                        known = link_texts[i] = []
                    (<list>known).append((number, page.inside(i)))
            continue
        if len(pieces) == 1 and len(<str>(<tuple>pieces[0])[0]) == len(block.text):
            # The block is one link: its text is what the link says, folded already.
            key = (<tuple>pieces[0])[1]
            known = link_texts.get(key)
            if known is None:
                link_texts[key] = [(number, block.text)]
            else:
                (<list>known).append((number, block.text))
            continue
        texts = {}
        parts = None
        for piece in pieces:
            key = piece[1]
            if <Py_ssize_t>key >= 0:
                parts = texts.get(key)
                if parts is None:
                    parts = texts[key] = [piece[0]]
                else:
                    parts.append(piece[0])
            elif parts is not None:
                parts.append(" ")
        for key, known in texts.items():
            parts = known
            text = folded(<str>parts[0] if len(parts) == 1 else "".join(parts))
            if text:
                known = link_texts.get(key)
                if known is None:
                    link_texts[key] = [(number, text)]
                else:
                    (<list>known).append((number, text))
    for i in range(n):
        if not is_anchor(<str>tags[i]) or in_story[i]:
            continue
        attr = attrs[i]
        known = attr.get("href")
        if not known:
            continue
        href = known
        if href[0] == "#":
            continue
        known = targets.get(href)
        if known is None:
            target = page.target(href)
            if target is None:
                targets[href] = False
                continue
            targets[href] = target
        elif known is False:
            continue
        else:
            target = known
            page.plain_target = False
        known = found.get(target)
        if known is None:
            key = plain_identity(target) if page.plain_target else identity(target)
            if key == own:
                continue
            if len(found) >= MAX_CANDIDATES:
                break
            known = found[target] = ItemCandidate(target, key)
        candidate = known
        candidate.anchors.append(i)
        said = link_texts.get(i)
        words = 0
        if said is not None:
            for piece in said:
                words += word_count(<str>piece[1])
        if words > candidate.words:
            candidate.words = words
    candidates = list(found.values())
    _find_cards(page, candidates, flags)
    # No word or one, without a headline beside it, is navigation.
    candidates = [
        known for known in candidates
        if (<ItemCandidate>known).words > 1 or _has_headline(page, known)
    ]
    for candidate in candidates:
        _read_card(page, candidate, set())
    # What several cards say is a label, nobody's title.
    cdef dict titles = {}
    for candidate in candidates:
        titles[candidate.title] = titles.get(candidate.title, 0) + 1
    cdef set labels = {key for key, known in titles.items() if known > 1}
    for candidate in candidates:
        if candidate.title in labels:
            _read_card(page, candidate, labels)
    return [known for known in candidates if (<ItemCandidate>known).title]


cdef list _boundaries(_Page page, list candidates):
    """``card_extent.CardExtents._find_boundaries``."""
    cdef Py_ssize_t number
    cdef ItemCandidate candidate
    cdef list said, found = []
    cdef dict shared = {}
    cdef set seen
    cdef tuple piece
    cdef object anchor
    cdef bint marked
    for candidate in candidates:
        seen = set()
        for anchor in candidate.anchors:
            said = page.said(anchor)
            if said is not None:
                for piece in said:
                    seen.add(piece[1])
        for anchor in seen:
            shared[anchor] = shared.get(anchor, 0) + 1
    for number in range(len(candidates)):
        candidate = candidates[number]
        if not candidate.words:
            found.append((candidate.anchors[0], number, WORDLESS))
            continue
        for anchor in candidate.anchors:
            if candidate.words > SIDE_LINK_WORDS:
                found.append((anchor, number, HEADLINE))
                continue
            marked = candidate.words > LABEL_WORDS
            if not marked:
                said = page.said(anchor)
                if said is not None:
                    for piece in said:
                        if <Py_ssize_t>shared[piece[1]] > 1:
                            marked = True
                            break
            if marked:
                found.append((anchor, number, _kind(page, candidate.words, anchor)))
    found.sort()
    return found


cdef int _kind(_Page page, Py_ssize_t words, Py_ssize_t anchor):
    """``card_extent.CardExtents._kind``."""
    cdef list said = page.said(anchor)
    cdef tuple piece
    if said is not None:
        for piece in said:
            if page.levels[<Py_ssize_t>piece[0]]:
                return HEADLINE
    return SHORT if words > LABEL_WORDS else LABEL


cdef bint _same_place(_Page page, Py_ssize_t link, Py_ssize_t other):
    """Whether ``card_extent.CardExtents._place`` is the same for two links."""
    cdef Py_ssize_t around = page.parents[link], around_other = page.parents[other]
    return (
        page.tags[around] == page.tags[around_other]
        and (<dict>page.attrs[link]).get("class") == (<dict>page.attrs[other]).get("class")
        and (<dict>page.attrs[around]).get("class") == (<dict>page.attrs[around_other]).get("class")
    )


cdef struct Boundary:
    Py_ssize_t node, number
    int kind


cdef Py_ssize_t _first_behind(Boundary* boundaries, Py_ssize_t n, Py_ssize_t node) noexcept:
    """``bisect_left`` by node."""
    cdef Py_ssize_t low = 0, high = n, middle
    while low < high:
        middle = (low + high) // 2
        if boundaries[middle].node < node:
            low = middle + 1
        else:
            high = middle
    return low


cdef void _find_cards(_Page page, list candidates, list story):
    """Set ``card`` of all candidates: ``card_extent.CardExtents``."""
    cdef list found = _boundaries(page, candidates), ends = page.ends
    cdef Py_ssize_t count = len(found), chosen = 0, number, node, card, stop, low, level
    cdef ItemCandidate candidate
    cdef tuple piece
    cdef Boundary* boundaries = <Boundary*>PyMem_Malloc((count + 1) * sizeof(Boundary))
    cdef Py_ssize_t* story_starts = <Py_ssize_t*>PyMem_Malloc((page.count + 1) * sizeof(Py_ssize_t))
    if boundaries is NULL or story_starts is NULL:
        PyMem_Free(boundaries)
        PyMem_Free(story_starts)
        raise MemoryError
    for number in range(count):
        piece = found[number]
        boundaries[number].node = piece[0]
        boundaries[number].number = piece[1]
        boundaries[number].kind = piece[2]
    for number in range(page.count):
        if story[number]:
            story_starts[chosen] = page.starts[number]
            chosen += 1
    for number in range(len(candidates)):
        candidate = candidates[number]
        node = card = candidate.anchors[0]
        for level in range(MAX_CARD_LEVELS):
            node = page.parents[node]
            if node < 0 or is_frame(<str>page.tags[node]):
                break
            if _has_other_card(page, boundaries, count, node, number, candidate):
                break
            stop = ends[node]
            low = bisect_left(story_starts, chosen, node)
            if low < chosen and story_starts[low] < stop:
                break
            card = node
        candidate.card = card
    PyMem_Free(boundaries)
    PyMem_Free(story_starts)


cdef bint _has_other_card(
    _Page page, Boundary* boundaries, Py_ssize_t count, Py_ssize_t node, Py_ssize_t number,
    ItemCandidate candidate
):
    """``card_extent.CardExtents._has_other_card``, with ``_headline``."""
    cdef Py_ssize_t stop = page.ends[node], k, beside = 0, at, headline = candidate.anchors[0]
    cdef Py_ssize_t[8] numbers  # at least MAX_SIDE_LINKS
    cdef object anchor
    cdef int kind = WORDLESS, said
    cdef bint has_text = False, texts
    if candidate.words:
        for anchor in candidate.anchors:
            if <Py_ssize_t>anchor >= stop:
                break
            said = _kind(page, candidate.words, anchor)
            texts = page.said(anchor) is not None
            if said > kind or (said == kind and texts and not has_text):
                kind, has_text, headline = said, texts, anchor
    for k in range(
        _first_behind(boundaries, count, node), _first_behind(boundaries, count, stop)
    ):
        if boundaries[k].number == number or (boundaries[k].kind == WORDLESS and kind > WORDLESS):
            continue
        if boundaries[k].kind >= kind or _same_place(page, headline, boundaries[k].node):
            return True
        for at in range(beside):
            if numbers[at] == boundaries[k].number:
                break
        else:
            if beside == MAX_SIDE_LINKS:
                return True
            numbers[beside] = boundaries[k].number
            beside += 1
    return beside > 0 and (
        bisect_left(page.starts, page.count, stop) - bisect_left(page.starts, page.count, node)
        > CARD_BLOCKS
    )


cdef bint _has_headline(_Page page, ItemCandidate candidate):
    """``candidates._has_headline``."""
    cdef Py_ssize_t card = candidate.card, stop = page.ends[card], low, high, k
    low = bisect_left(page.starts, page.count, card)
    high = bisect_left(page.starts, page.count, stop)
    if high - low > CARD_BLOCKS:
        return False
    for k in range(low, high):
        if page.levels[k] or page.words(k) > LABEL_WORDS:
            return True
    return False


cdef object _read_card(_Page page, ItemCandidate candidate, set labels):
    """``candidates._read_card``."""
    cdef list ends = page.ends, tags = page.tags, blocks = page.blocks, own = [], parts, said
    cdef Py_ssize_t card = candidate.card, low, high, number = -1, level, k, i, stop
    cdef tuple item
    cdef str title = "", text
    cdef bint free, best_free = False, headed, best_headed = False, single
    cdef double rank, best_rank = 0.0
    low = bisect_left(page.starts, page.count, card)
    high = bisect_left(page.starts, page.count, ends[card])
    if high - low > CARD_BLOCKS:
        card = candidate.card = candidate.anchors[0]
        low = bisect_left(page.starts, page.count, card)
        high = bisect_left(page.starts, page.count, ends[card])
    candidate.blocks = list(range(low, high))
    for key in candidate.anchors:
        said = page.link_texts.get(key)
        if said is not None:
            own.extend(said)
    if not own:
        for k in range(low, high):
            if page.levels[k] and page.words(k) > 1:
                text = (<RawBlock>blocks[k]).text
                if text not in labels:
                    candidate.title = text
                    candidate.title_block = k
                    candidate.heading = page.levels[k]
                    candidate.words = page.words(k)
                    break
        candidate.image = first_image(page, card)
        return
    for item in own:
        text = item[1]
        k = item[0]
        free = text not in labels
        headed = page.levels[k] > 0
        rank = title_rank(text)
        if number < 0 or (free, headed, rank) > (best_free, best_headed, best_rank):
            number, title, best_free, best_headed, best_rank = k, text, free, headed, rank
    level = page.levels[number]
    if not level:
        single = title in labels or word_count(title) <= LABEL_WORDS
        if single:
            for k in range(low, high):
                if page.levels[k] and page.words(k) > 1:
                    text = (<RawBlock>blocks[k]).text
                    if text not in labels:
                        number, title, level = k, text, page.levels[k]
                        break
        if title in labels:
            for k in range(low, high):
                if page.words(k) > LABEL_WORDS and (<RawBlock>blocks[k]).text not in labels:
                    number, title = k, (<RawBlock>blocks[k]).text
                    break
    if not level or word_count(title) > LABEL_WORDS:
        for key in candidate.anchors:
            said = page.link_texts.get(key)
            if said is None:
                continue
            for item in said:
                if item[1] == title:
                    break
            else:
                continue
            parts = page.parts_of(key)
            if len(parts) > 1:
                title = ""
                for text in parts:
                    if word_count(text) > LABEL_WORDS and text not in labels:
                        title = text
                        break
                if not title:
                    title = parts[0]
                    best_rank = title_rank(title)
                    for text in parts:
                        rank = title_rank(text)
                        if rank > best_rank:
                            title, best_rank = text, rank
                break
    candidate.title = title
    candidate.title_block = number
    candidate.heading = level
    candidate.image = first_image(page, card)


cdef str first_image(_Page page, Py_ssize_t card):
    """``candidates.first_image``."""
    cdef list tags = page.tags
    cdef Py_ssize_t i, stop = page.ends[card]
    cdef str source
    for i in range(card, stop):
        if is_image(<str>tags[i]):
            source = source_of(page.attrs[i])
            if source:
                return source
    return ""


def has_several_texts(tree, Py_ssize_t node):
    """``item_titles.has_several_texts``."""
    cdef list texts = tree.texts, tails = tree.tails
    cdef Py_ssize_t i, stop = tree.ends[node]
    cdef int voices = said(texts[node])
    for i in range(node + 1, stop):
        voices += said(texts[i])
        voices += said(tails[i])
        if voices > 1:
            return True
    return False


def link_paths(tree, items, Py_ssize_t levels):
    """``items.link_paths``."""
    cdef list tags = tree.tags, parents = tree.parents, attrs = tree.attrs, paths = [], path
    cdef Py_ssize_t node, level
    cdef PyObject* name
    cdef ItemCandidate item
    for item in items:
        node = item.anchors[0]
        path = []
        for level in range(levels):
            if node < 0:
                break
            path.append(tags[node])
            name = PyDict_GetItem(attrs[node], "class")
            path.append("" if name is NULL else <object>name)
            node = parents[node]
        paths.append(tuple(path))
    return paths
