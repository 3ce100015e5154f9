"""All bad files, each with a name of its own.

None is dangerous by its size: where a guard holds a size, the limit is lowered instead.
"""

from __future__ import annotations

from tests.own.bad.archives import bad_archives
from tests.own.bad.badfile import BadFile
from tests.own.bad.broken import (
    cut_files,
    empty_files,
    files_beyond_limits,
    files_of_another_kind,
    files_without_parts,
)
from tests.own.bad.pointing import pointing_files
from tests.own.bad.shapes import bad_shapes
from tests.own.bad.tables import bad_tables


def bad_files() -> tuple[BadFile, ...]:
    """Return all bad files."""
    found = (
        *cut_files(),
        *empty_files(),
        *files_of_another_kind(),
        *pointing_files(),
        *bad_archives(),
        *bad_tables(),
        *bad_shapes(),
        *files_beyond_limits(),
        *files_without_parts(),
    )
    assert len({one.name for one in found}) == len(found)
    return found
