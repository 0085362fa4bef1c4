"""State computed anew from the compacted topics, compared with what was published, and brought in line with it (`tocsin rebuild`)."""

from stream.rebuild.anew import Anew
from stream.rebuild.compare import Published, Report, compare
from stream.rebuild.order import as_it_came, as_published
from stream.rebuild.today import Today

__all__ = ["Anew", "Published", "Report", "Today", "as_it_came", "as_published", "compare"]
