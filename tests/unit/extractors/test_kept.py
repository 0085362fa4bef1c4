"""The file of answers: what a crash leaves of it, and what is none."""

from __future__ import annotations

import pytest

from stream.errors import ConfigurationError
from stream.extractors import KeptInFile


async def test_a_line_that_a_crash_cut_off_is_left_out(tmp_path):
    """And the next answer does not go behind it."""
    file = tmp_path / "answers.jsonl"
    await KeptInFile(file).put("k1", "a1", "one\n\u2028two")
    with file.open("a") as out:
        out.write('{"key": "k2", "answ')
    await KeptInFile(file).put("k3", "a3", "three")
    kept = KeptInFile(file)
    assert [await kept.get(key) for key in ("k1", "k2", "k3")] == ["one\n\u2028two", None, "three"]


@pytest.mark.parametrize("line", ["hello", "[]", '{"key": 3, "answer": "x"}', '{"key": "x"}'])
def test_what_is_no_answer_is_named_with_its_line(tmp_path, line):
    """A file that is something else is not written into."""
    file = tmp_path / "articles.jsonl"
    file.write_text('{"key": "k", "answer": "x"}\n' + line + "\n")
    with pytest.raises(ConfigurationError, match=r"articles\.jsonl:2: .*as written by an earlier run"):
        KeptInFile(file)
