"""The command line with its last command, `serve`; the others are in `graph.cli`."""

import dataclasses
from pathlib import Path

import click

from graph.cli import main
from graph.settings import load
from server.serve import serve as run

__all__ = ["main"]
