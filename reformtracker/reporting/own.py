"""What authors wrote: in the place of a composed paragraph, or after a piece of the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import Block, Bound, Paragraph
from reformtracker.reporting.outline import Own
from reformtracker.reporting.quotes import BadOutline, filled
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import paragraph, piece, run


class UnknownPlace(BadOutline):
    """The report has no piece with that key."""


def in_language(said: Mapping[str, str]) -> Text:
    """In the language of the report, else in English, else in the first that there is."""
    wanted = get_language() or "en"
    for language in (wanted, "en", *said):
        if said.get(language):
            return Text(said[language], language, translated=language == wanted)
    return Text("", wanted, translated=True)


def written(told: Told, one: Own, under: Iterable[Bound] = ()) -> Paragraph:
    """`under`: the versions that the composed paragraph tells of whose place it takes."""
    said, quoted = filled(told, one.key, in_language(one.said))
    found = paragraph(one.key, run(piece(said)), [*quoted, *under])
    return Paragraph(found.key, 0, found.pieces, found.bound, own=True)


class Placing:
    """Puts own paragraphs among composed blocks, section by section; `left` are those without a place so far."""

    def __init__(self, told: Told, own: Iterable[Own]) -> None:
        self.told = told
        self.instead: dict[str, Own] = {}
        self.behind: dict[str, list[Own]] = defaultdict(list)
        for one in own:
            if one.after:
                self.behind[one.after].append(one)
            else:
                self.instead[one.key] = one

    def among(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            instead = self.instead.pop(block.key, None) if isinstance(block, Paragraph) else None
            shown = written(self.told, instead, block.bound) if instead and isinstance(block, Paragraph) else block
            if not (isinstance(shown, Paragraph) and not shown.pieces):
                yield shown
            yield from self._after(block.key)

    def _after(self, key: str) -> Iterator[Block]:
        """One may follow another."""
        for one in self.behind.pop(key, ()):
            yield written(self.told, one)
            yield from self._after(one.key)

    def finish(self) -> None:
        """Raises `UnknownPlace` where something has found none. An earlier report may name what a later release has not."""
        left = [*self.instead, *self.behind]
        if left and not self.told.is_against_later:
            raise UnknownPlace(_("The report has no piece “%(key)s” to which a paragraph belongs.") % {"key": left[0]})
