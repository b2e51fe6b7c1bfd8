"""Stands in for a person at the browser: opens an address and follows where it leads."""

from __future__ import annotations

import sys
import urllib.request

if __name__ == "__main__":
    urllib.request.urlopen(sys.argv[1], timeout=20).close()
