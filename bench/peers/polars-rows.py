"""Writes rows with Polars: polars-rows.py '{"format", "files", "schema", "sql", "output", "outputFormat"}'."""

import json
import os
import sys

import polars as pl

query = json.loads(sys.argv[1])
scan = pl.scan_csv if query["format"] == "csv" else pl.scan_ndjson
people = scan(query["files"], schema=query["schema"] and {name: getattr(pl, kind) for name, kind in query["schema"].items()} or None)
rows = pl.SQLContext(people=people).execute(query["sql"])
write = rows.sink_csv if query["outputFormat"] == "csv" else rows.sink_ndjson
write(query["output"], maintain_order=False, engine="streaming")
os._exit(0)
