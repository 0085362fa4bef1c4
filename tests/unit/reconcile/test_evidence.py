"""Names and fingerprints tell stories of one event from those of two."""

from __future__ import annotations

from stream.model import Article, Quote
from stream.reconcile.evidence import COPY_BITS, fingerprint, independent, names_of, with_evidence
from tests.unit.build import NOON, report
from tests.unit.reconcile.helpers import WORDS

STORY = (
    "Gunmen opened fire on a bakery in the eastern quarter of the town late on Tuesday, killing two men who were waiting for bread and wounding "
    "a third, a nurse who lives across the road said. Police closed the road until the morning and asked for anyone who saw a white van to call."
)
OTHER = (
    "A roadside device went off beside a lorry that carried gravel to the dam, the mayor told reporters, and its driver lost a leg. Engineers found "
    "a second device under a culvert nearby and made it safe before the afternoon, while traffic was led through the fields for several hours."
)


def differ(one: str, other: str) -> int:
    """Bits by which the fingerprints of two texts differ."""
    return (int(fingerprint(one) or "", 16) ^ int(fingerprint(other) or "", 16)).bit_count()


def names(text: str) -> tuple[str, ...]:
    return names_of(text, WORDS.in_names, WORDS.common)


def test_titles_and_days_are_no_part_of_a_name() -> None:
    """What is left has two words or more."""
    assert names("On Monday Night Police Chief Ann Lee spoke. The Iraqi Security Forces were away.") == ("ann lee",)


def test_a_middle_name_makes_no_other_person() -> None:
    """Nor does a suffix; three words of a street stay three."""
    assert names("They found Ann Marie Lee Jr. dead on South Mill Street") == ("ann lee", "south mill street")


def test_a_full_stop_parts_two_names() -> None:
    """A sentence ends there."""
    assert names("shot by Ann Lee. Bob Moor ran") == ("ann lee", "bob moor")


def test_a_copy_with_a_few_words_changed_is_known() -> None:
    """And another story is not."""
    assert differ(STORY, STORY.replace("late on Tuesday", "on Tuesday night")) <= COPY_BITS
    assert differ(STORY, OTHER) > COPY_BITS


def test_syndicated_copies_are_one_source() -> None:
    """Three outlets, two of them with the same text."""
    assert independent([("x", fingerprint(STORY)), ("y", fingerprint(STORY)), ("z", fingerprint(OTHER)), ("x", fingerprint(OTHER))]) == 2


def test_outlets_without_text_are_independent() -> None:
    """Nothing says that they copied."""
    assert independent([("x", None), ("y", None)]) == 2


def test_of_several_reports_each_has_the_names_of_its_own_sentences() -> None:
    """The others are another event's."""
    text = "Ann Lee was shot. Bob Moor was hit elsewhere."
    one = report("a", killed=1, quotes=[Quote(field="text", start=0, end=17, text="Ann Lee was shot.")])
    two = report("a", killed=2, quotes=[Quote(field="text", start=18, end=45, text="Bob Moor was hit elsewhere.")])
    article = Article.model_validate({"id": "a", "title": "", "text": text, "published": NOON})
    assert [told.names for told in with_evidence((one, two), article, WORDS)] == [("ann lee",), ("bob moor",)]
    assert with_evidence((one,), article, WORDS)[0].names == ("ann lee", "bob moor")
