# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`related.py`'s loops compiled: the same candidates and numbers, to the last bit.

The plain functions there are the reference, and say what everything means.
"""
import copyreg
import unicodedata

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_Substring,
)
from scraper.extractors._blocks cimport RawBlock, folded
from scraper.extractors._features cimport Numbers
from scraper.extractors._treewalk cimport text_content
from scraper.extractors._words cimport Lexicon, Told, href_told, text_told

import numpy as np

from scraper.extractors import related as _plain
from scraper.extractors.features import CLOSING, TERMINAL

cdef extern from "Python.h":
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint Py_UNICODE_ISUPPER(Py_UCS4 ch)
    bint Py_UNICODE_ISLOWER(Py_UCS4 ch)
    bint PyUnicode_IS_ASCII(str text)

cdef int WIDTH = len(_plain.CANDIDATE_FEATURES)
cdef object long_number = _plain.LONG_NUMBER.search
cdef object year = _plain.YEAR.search
cdef object base_address = _plain.base_address
cdef object absolute = _plain.absolute
cdef object identity = _plain.identity
cdef object site_of = _plain.site_of
cdef object image_source = _plain.image_source
cdef dict HEADINGS = dict(_plain.HEADINGS)
cdef Py_ssize_t MAX_CANDIDATES = _plain.MAX_CANDIDATES
cdef Py_ssize_t MINOR = _plain.MINOR
cdef Py_ssize_t CARD_BLOCKS = _plain.CARD_BLOCKS
cdef str CLOSERS = "".join(CLOSING)
cdef frozenset STOPS = TERMINAL


cdef class Candidate:
    """``related.Candidate``."""

    cdef public str url, key, title, teaser, image
    cdef public list anchors, blocks
    cdef public Py_ssize_t card, title_block, heading, words

    def __init__(self, url, key):
        self.url = url
        self.key = key
        self.anchors = []
        self.blocks = []
        self.card = self.title_block = -1
        self.title = self.teaser = self.image = ""
        self.heading = self.words = 0

    def __reduce__(self):
        fields = {name: getattr(self, name) for name in _plain.CANDIDATE_FIELDS}
        return copyreg.__newobj__, (Candidate,), (None, fields)

    def __setstate__(self, tuple state):
        for name, value in state[1].items():
            setattr(self, name, value)


cdef Py_ssize_t word_count(str text):
    """``related.word_count``."""
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
    """``related._title_rank``."""
    cdef Py_ssize_t words = word_count(text)
    return (words if words < 10 else 10) - (words - 22 if words > 22 else 0) * 0.5


cdef bint is_teaser(str text, str title):
    """``related._is_teaser``."""
    cdef Py_ssize_t i, n = len(text), digits = 0
    cdef int kind
    cdef void* data
    if text == title or word_count(text) <= 4:
        return False
    if n > 60:
        return True
    kind = PyUnicode_KIND(text)
    data = PyUnicode_DATA(text)
    for i in range(n):
        digits += Py_UNICODE_ISDIGIT(PyUnicode_READ(kind, data, i))
    return digits * 6 < n


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
    cdef dict spoken
    cdef str base, origin
    cdef bint plain_origin, plain_target
    cdef Py_ssize_t count
    cdef Py_ssize_t* starts
    cdef signed char* levels
    cdef Py_ssize_t* counts

    def __cinit__(self, tree, list blocks, str base):
        cdef Py_ssize_t n = len(blocks), number, node
        cdef RawBlock block
        cdef int up
        self.tags, self.parents, self.ends = tree.tags, tree.parents, tree.ends
        self.texts, self.tails, self.attrs = tree.texts, tree.tails, tree.attrs
        self.blocks, self.base, self.spoken, self.count = blocks, base, {}, n
        # An address below this origin needs no other look than the one at its path.
        self.origin = _plain.origin_of(base)
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
                level = HEADINGS.get(self.tags[node])
                if level is not None:
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
        return self.spoken.get(anchor)

    cdef object target(self, str href):
        """``absolute(base, href)``; ``plain_target`` says whether it came the short way."""
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
        self.plain_target = False
        return absolute(self.base, href)

    cdef list parts_of(self, Py_ssize_t anchor):
        """``related.anchor_parts``."""
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
    """``related.candidates_of``."""
    cdef list entries = list(blocks), parts, links, candidates, pieces, said
    cdef str base = base_address(tree, url), own = identity(url) if url else "", text, href
    cdef _Page page = _Page(tree, entries, base)
    cdef list tags = page.tags, ends = page.ends, attrs = page.attrs, parents = page.parents
    cdef dict spoken = page.spoken, texts, found = {}, targets = {}, shared, attr
    cdef Py_ssize_t n = len(tags), count = len(entries), number, i, k, anchor, words, chosen = 0
    cdef bytearray in_story_bytes = bytearray(n)
    cdef unsigned char* in_story = in_story_bytes
    cdef RawBlock block
    cdef Candidate candidate
    cdef tuple piece
    cdef object target, key, known
    cdef bint marked
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
                if tags[i] == "a":
                    known = spoken.get(i)
                    if known is None:
                        known = spoken[i] = []
                    (<list>known).append((number, page.inside(i)))
            continue
        texts = {}
        for piece in pieces:
            key = piece[1]
            if <Py_ssize_t>key >= 0:
                known = texts.get(key)
                if known is None:
                    texts[key] = [piece[0]]
                else:
                    (<list>known).append(piece[0])
        for key, known in texts.items():
            parts = known
            text = folded(<str>parts[0] if len(parts) == 1 else "".join(parts))
            if text:
                known = spoken.get(key)
                if known is None:
                    spoken[key] = [(number, text)]
                else:
                    (<list>known).append((number, text))
    for i in range(n):
        if tags[i] != "a" or in_story[i]:
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
            known = found[target] = Candidate(target, key)
        candidate = known
        candidate.anchors.append(i)
        said = spoken.get(i)
        words = 0
        if said is not None:
            for piece in said:
                words += word_count(<str>piece[1])
        if words > candidate.words:
            candidate.words = words
    candidates = [known for known in found.values() if (<Candidate>known).words]
    # The links that mark where another candidate's card begins.
    shared = {}
    for candidate in candidates:
        seen = set()
        for key in candidate.anchors:
            said = spoken.get(key)
            if said is not None:
                for piece in said:
                    seen.add(piece[1])
        for key in seen:
            shared[key] = shared.get(key, 0) + 1
    links = []
    for number in range(len(candidates)):
        candidate = candidates[number]
        for key in candidate.anchors:
            marked = candidate.words > MINOR
            if not marked:
                said = spoken.get(key)
                if said is not None:
                    for piece in said:
                        if <Py_ssize_t>shared[piece[1]] > 1:
                            marked = True
                            break
            if marked:
                links.append((key, number))
    links.sort()
    cdef Py_ssize_t marks = len(links), node, card, low, high, stop
    cdef Py_ssize_t* mark_at = <Py_ssize_t*>PyMem_Malloc(
        (2 * marks + count + 1) * sizeof(Py_ssize_t)
    )
    if mark_at is NULL:
        raise MemoryError
    cdef Py_ssize_t* mark_of = mark_at + marks
    cdef Py_ssize_t* story_starts = mark_of + marks
    for k in range(marks):
        piece = links[k]
        mark_at[k] = piece[0]
        mark_of[k] = piece[1]
    for number in range(count):
        if flags[number]:
            story_starts[chosen] = page.starts[number]
            chosen += 1
    for number in range(len(candidates)):
        candidate = candidates[number]
        node = card = candidate.anchors[0]
        for i in range(8):
            node = parents[node]
            if node < 0:
                break
            text = tags[node]
            if text == "body" or text == "html" or text == "main":
                break
            stop = ends[node]
            low = bisect_left(mark_at, marks, node)
            high = bisect_left(mark_at, marks, stop)
            marked = False
            for k in range(low, high):
                if mark_of[k] != number:
                    marked = True
                    break
            if marked:
                break
            low = bisect_left(story_starts, chosen, node)
            if low < chosen and story_starts[low] < stop:
                break
            card = node
        candidate.card = card
    PyMem_Free(mark_at)
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
    return [known for known in candidates if (<Candidate>known).title]


cdef object _read_card(_Page page, Candidate candidate, set labels):
    """``related._read_card``."""
    cdef list ends = page.ends, tags = page.tags, blocks = page.blocks, own = [], parts, said
    cdef Py_ssize_t card = candidate.card, low, high, number = -1, level, k, i, stop
    cdef tuple item
    cdef str title = "", text, teaser, source
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
        said = page.spoken.get(key)
        if said is not None:
            own.extend(said)
    if not own:
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
        single = title in labels or word_count(title) <= MINOR
        if single:
            for k in range(low, high):
                if page.levels[k] and page.words(k) > 1:
                    text = (<RawBlock>blocks[k]).text
                    if text not in labels:
                        number, title, level = k, text, page.levels[k]
                        break
        if title in labels:
            for k in range(low, high):
                if page.words(k) > MINOR and (<RawBlock>blocks[k]).text not in labels:
                    number, title = k, (<RawBlock>blocks[k]).text
                    break
    if not level or word_count(title) > MINOR:
        for key in candidate.anchors:
            said = page.spoken.get(key)
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
                    if word_count(text) > MINOR and text not in labels:
                        title = text
                        break
                if not title:
                    title = parts[0]
                    best_rank = title_rank(title)
                    for text in parts:
                        rank = title_rank(text)
                        if rank > best_rank:
                            title, best_rank = text, rank
                own.extend([(number, text) for text in parts])
                break
    candidate.title = title
    candidate.title_block = number
    candidate.heading = level
    teaser = ""
    for k in range(low, high):
        if k == number:
            continue
        text = (<RawBlock>blocks[k]).text
        if len(text) > len(teaser) and page.words(k) > 4 and is_teaser(text, title):
            teaser = text
    for item in own:
        text = item[1]
        if (
            <Py_ssize_t>item[0] != number and len(text) > len(teaser) and text not in title
            and is_teaser(text, title)
        ):
            teaser = text
    candidate.teaser = teaser
    stop = ends[card]
    for i in range(card, stop):
        text = tags[i]
        if text == "img" or text == "amp-img":
            source = image_source(page.attrs[i])
            if source:
                candidate.image = absolute(page.base, source) or ""
                if candidate.image:
                    break


cdef list path_parts(str url):
    """``related._parts``."""
    cdef Py_ssize_t at = url.find("://"), end
    cdef str part
    if at < 0:
        return []
    at = url.find("/", at + 3)
    if at < 0:
        return []
    end = url.find("?", at)
    return [
        part for part in PyUnicode_Substring(url, at + 1, len(url) if end < 0 else end).split("/")
        if part
    ]


cdef str shape_of(str part):
    """``related._shape``."""
    cdef Py_ssize_t i = 0, n = len(part), size = 0, at = 0
    cdef int kind = PyUnicode_KIND(part)
    cdef void* data = PyUnicode_DATA(part)
    cdef Py_UCS4 ch
    cdef Py_UCS4* folds
    cdef list out = []
    if not n:
        return ""
    folds = <Py_UCS4*>PyMem_Malloc(n * sizeof(Py_UCS4))
    if folds is NULL:
        raise MemoryError
    while i < n:
        ch = PyUnicode_READ(kind, data, i)
        i += 1
        if 97 <= ch <= 122 or 65 <= ch <= 90:
            while i < n:
                ch = PyUnicode_READ(kind, data, i)
                if not (97 <= ch <= 122 or 65 <= ch <= 90):
                    break
                i += 1
            ch = 97
        elif Py_UNICODE_ISDECIMAL(ch):
            while i < n and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, i)):
                i += 1
            ch = 57
        folds[size] = ch
        size += 1
    while at < size and len(out) < 12:
        ch = folds[at]
        if ch == 97 and at + 1 < size and (folds[at + 1] == 45 or folds[at + 1] == 95):
            while at + 1 < size and folds[at] == 97 and (folds[at + 1] == 45 or folds[at + 1] == 95):
                at += 2
            if at < size and folds[at] == 97:
                at += 1
            out.append("a")
            out.append("-")
        else:
            out.append(chr(ch))
            at += 1
    PyMem_Free(folds)
    return "".join(out[:12])


cdef set slug_words(str text):
    """What ``related._SLUG`` finds."""
    cdef set found = set()
    cdef Py_ssize_t i = 0, n = len(text), start = -1
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if 97 <= ch <= 122 or 48 <= ch <= 57 or 0x80 <= ch <= 0xFFFF:
            if start < 0:
                start = i
        elif start >= 0:
            found.add(PyUnicode_Substring(text, start, i))
            start = -1
    if start >= 0:
        found.add(PyUnicode_Substring(text, start, n))
    return found


cdef double slug_overlap(list parts, str title):
    """``related.slug_overlap``."""
    cdef str longest = "", part, word, folded_title
    cdef set words, said
    cdef Py_ssize_t both = 0, count = 0
    for part in parts:
        if len(part) > len(longest):
            longest = part
    if len(longest) < 2:
        return 0.0
    words = slug_words(longest.lower())
    for word in words:
        count += len(word) > 1
    if count < 2:
        return 0.0
    folded_title = title.lower()
    if not PyUnicode_IS_ASCII(folded_title):
        folded_title = unicodedata.normalize("NFKD", folded_title)
        folded_title = "".join([c for c in folded_title if not unicodedata.combining(c)])
    said = slug_words(folded_title)
    for word in words:
        both += len(word) > 1 and word in said
    return <double>both / count


def compare(tree, table, list candidates, facts):
    """``related.compare``."""
    cdef list tags = tree.tags, attrs = tree.attrs, parents = tree.parents, members, parts
    cdef list all_parts = [], scores = [], signatures = [], key
    cdef Py_ssize_t n = len(tags), count = len(candidates), i, k, node, size
    cdef bytearray times_bytes = bytearray(n)
    cdef unsigned char* times = times_bytes
    cdef Lexicon href_table = table.ready[2]
    cdef Told href_scores
    cdef dict groups = {}, sites = {}, seen = {}, described = {}
    cdef str own = facts.own_shape, site = facts.site, url, origin
    cdef Candidate candidate
    cdef double[:, ::1] told = np.zeros((count, 5))
    cdef double same_site, same_shape, overlap, href
    cdef Py_ssize_t images, headings, words, fewest, timed, teasers, slugs = 0
    cdef object value, signature
    for i in range(n):
        if tags[i] == "time":
            node = i
            while node >= 0 and not times[node]:
                times[node] = 1
                node = parents[node]
    for i in range(count):
        candidate = candidates[i]
        key = []
        node = candidate.anchors[0]
        for k in range(4):
            key.append(tags[node])
            key.append((<dict>attrs[node]).get("class", ""))
            node = parents[node]
            if node < 0:
                break
        signature = tuple(key)
        signatures.append(signature)
        value = groups.get(signature)
        if value is None:
            groups[signature] = [i]
        else:
            (<list>value).append(i)
        url = candidate.url
        parts = path_parts(url)
        all_parts.append(parts)
        k = url.find("/", url.find("://") + 3)
        origin = url if k < 0 else PyUnicode_Substring(url, 0, k)
        value = sites.get(origin)
        if value is None:
            value = sites[origin] = float(site_of(origin) == site)
        told[i, 0] = value
        told[i, 1] = slug_overlap(parts, candidate.title)
        slugs += told[i, 1] >= 0.5
        if own:
            told[i, 2] = shape_of(<str>parts[len(parts) - 1] if parts else "") == own
        href_scores = href_told(href_table, attrs[<Py_ssize_t>candidate.anchors[0]])
        told[i, 3] = href_scores.mean
        told[i, 4] = href_scores.least
        seen[candidate.title] = seen.get(candidate.title, 0) + 1
    for signature, value in groups.items():
        members = value
        size = len(members)
        images = headings = words = timed = teasers = 0
        fewest = -1
        same_site = same_shape = overlap = href = 0.0
        for k in range(size):
            i = members[k]
            candidate = candidates[i]
            words += candidate.words
            images += len(candidate.image) > 0
            headings += candidate.heading > 0
            teasers += len(candidate.teaser) > 0
            timed += times[candidate.card]
            if fewest < 0 or candidate.words < fewest:
                fewest = candidate.words
            same_site += told[i, 0]
            overlap += told[i, 1]
            same_shape += told[i, 2]
            href += told[i, 3]
        described[signature] = (
            (
                <double>size, <double>words / size, <double>images / size,
                <double>headings / size, <double>fewest,
            ),
            (
                same_site / size, same_shape / size, overlap / size, <double>timed / size,
                <double>teasers / size, href / size,
            ),
        )
    facts.times = times_bytes
    facts.slugs = <double>slugs / count
    facts.extras = [
        (
            all_parts[i], told[i, 0], told[i, 1], told[i, 2], (told[i, 3], told[i, 4]),
            *described[signatures[i]], seen[(<Candidate>candidates[i]).title],
        )
        for i in range(count)
    ]


def describe_rows(tree, blocks, layout, table, candidates, facts, probabilities):
    """``related.describe_rows``."""
    cdef list tags = tree.tags
    cdef Numbers at = layout.numbers
    cdef long* parents = at.parents
    cdef long* ends = at.ends
    cdef double* markup = at.markup
    cdef long* depth = at.depth
    cdef long* counts = at.count
    cdef long* siblings = at.siblings
    cdef Lexicon text_table = table.ready[1]
    cdef Told told
    cdef Py_ssize_t n = len(candidates), i, k, c, size, page = len(blocks)
    cdef long first = facts.first, last = facts.last, story_node = facts.story_node
    cdef bint has_story = first >= 0
    cdef list own_parts = facts.own_parts, parts, words, text
    cdef set title_words = facts.title_words
    cdef double slugs = facts.slugs, lowest, highest, total, score
    cdef bytearray times = facts.times
    cdef list extras = facts.extras
    cdef str title, slug, url, tag, teaser, stripped, body, word
    cdef long anchor, number, up, steps, lists, chars, digits, upper, a, b, lca, level
    cdef long link_chars, node, nav, footer, header, aside, listed, tabled, figure, in_title, lower
    cdef long commas, colon, hyphens, slug_digits
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    cdef object value
    cdef tuple extra, group, more
    cdef Candidate candidate
    cdef RawBlock block
    out_array = np.empty((n, WIDTH), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef float* row
    for i in range(n):
        candidate = candidates[i]
        extra = extras[i]
        anchor = candidate.anchors[0]
        number = candidate.title_block
        block = blocks[number]
        url = candidate.url
        parts = extra[0]
        slug = <str>parts[len(parts) - 1] if parts else ""
        title = candidate.title
        teaser = candidate.teaser
        told = text_told(text_table, title)
        nav = footer = header = aside = listed = tabled = figure = 0
        lists = -1
        total = 0.0
        lowest = highest = markup[anchor]
        row = &out[i, 0]
        row[21] = row[22] = 0.0
        up = anchor
        steps = 0
        while up >= 0:
            tag = tags[up]
            score = markup[up]
            total += score
            if score < lowest:
                lowest = score
            if score > highest:
                highest = score
            if steps == 1:
                row[21] = <float>score
            elif steps == 2:
                row[22] = <float>score
            if tag == "ul" or tag == "ol":
                listed = 1
                if lists < 0:
                    lists = counts[up]
            elif tag == "nav":
                nav = 1
            elif tag == "footer":
                footer = 1
            elif tag == "header":
                header = 1
            elif tag == "aside":
                aside = 1
            elif tag == "table":
                tabled = 1
            elif tag == "figure":
                figure = 1
            up = parents[up]
            steps += 1
        stripped = title.rstrip(CLOSERS) or title
        size = len(title)
        kind = PyUnicode_KIND(title)
        data = PyUnicode_DATA(title)
        digits = upper = commas = colon = 0
        for c in range(size):
            ch = PyUnicode_READ(kind, data, c)
            if Py_UNICODE_ISDIGIT(ch):
                digits += 1
            elif Py_UNICODE_ISUPPER(ch):
                upper += 1
            elif ch == 44 or ch == 0xFF0C:
                commas += 1
            elif ch == 58:
                colon = 1
        kind = PyUnicode_KIND(slug)
        data = PyUnicode_DATA(slug)
        hyphens = slug_digits = 0
        for c in range(len(slug)):
            ch = PyUnicode_READ(kind, data, c)
            if ch == 45 or ch == 95:
                hyphens += 1
            elif Py_UNICODE_ISDIGIT(ch):
                slug_digits += 1
        words = title.split()
        lower = 0
        for word in words:
            ch = word[0]
            lower += Py_UNICODE_ISLOWER(ch)
        words = title.lower().split()
        in_title = 0
        for word in words:
            in_title += word in title_words
        chars = 0
        for value in candidate.blocks:
            chars += len((<RawBlock>blocks[<Py_ssize_t>value]).text)
        body = block.text
        link_chars = block.link_chars
        node = block.node
        group = extra[5]
        more = extra[6]
        row[0] = word_count(title)
        row[1] = size
        row[2] = stripped[len(stripped) - 1] in STOPS
        row[3] = <float>(<double>digits / size)
        row[4] = <float>(<double>upper / size)
        row[5] = candidate.heading
        row[6] = <float>(<double>extra[1])
        row[7] = hyphens
        row[8] = len(slug)
        row[9] = slug_digits
        row[10] = len(parts)
        row[11] = "?" in url
        row[12] = "." in slug
        row[13] = <float>(<double>extra[3])
        row[14] = bool(own_parts) and bool(parts) and parts[0] == own_parts[0]
        row[15] = <long>len(parts) - <long>len(own_parts) if own_parts else -9
        row[16] = <float>(<double>(<tuple>extra[4])[0])
        row[17] = <float>(<double>(<tuple>extra[4])[1])
        row[18] = <float>told.mean
        row[19] = <float>told.least
        row[20] = <float>(markup[anchor])
        row[23] = <float>lowest
        row[24] = <float>highest
        row[25] = <float>total
        row[26] = len(candidate.blocks)
        row[27] = chars
        row[28] = bool(candidate.image)
        row[29] = word_count(teaser) if teaser else 0
        row[30] = times[<long>candidate.card]
        row[31] = len(candidate.anchors)
        row[32] = nav
        row[33] = footer
        row[34] = header
        row[35] = aside
        row[36] = listed
        row[37] = tabled
        row[38] = figure
        for k in range(5):
            row[39 + k] = <float>(<double>group[k])
        row[44] = number > last >= 0
        row[45] = first <= number <= last and first >= 0
        row[46] = 0 <= number < first
        row[47] = <float>(<double>number / page)
        if has_story:
            row[48] = max(number - last, first - number, 0)
        else:
            row[48] = -1
        a, b = (anchor, story_node) if anchor < story_node else (story_node, anchor)
        while not (a <= b < ends[a]):
            a = parents[a]
        row[49] = depth[story_node] - depth[a]
        row[50] = <float>(<double>link_chars / (len(body) if body else 1))
        row[51] = <long>len(body) - link_chars
        row[52] = block.link_count
        row[53] = siblings[node]
        up = parents[node]
        row[54] = siblings[up] if up >= 0 else 0
        row[55] = <float>(<double>in_title / (len(words) if words else 1))
        row[56] = <float>(<double>probabilities[number])
        row[57] = lists if lists >= 0 else 0
        row[58] = bool(teaser)
        row[59] = chars - <long>len(title) - <long>len(teaser)
        row[60] = <float>(<double>extra[2])
        row[61] = long_number(url) is not None
        row[62] = <float>(<double>lower / (len(words) if words else 1))
        row[63] = year(url) is not None
        row[64] = commas
        row[65] = colon
        for k in range(6):
            row[66 + k] = <float>(<double>more[k])
        row[72] = <long>extra[7]
        row[73] = n
        row[74] = <float>slugs
    return out_array
