"""The house: what lint-imports cannot see."""

import ast
from collections import defaultdict
from pathlib import Path

APP = Path(__file__).parent.parent / "app"


def test_no_folder_has_two_classes_of_one_name() -> None:
    places: dict[tuple[Path, str], list[str]] = defaultdict(list)
    for path in sorted(APP.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[path.parent, node.name].append(path.name)
    assert {f"{folder.name}: {name}": files for (folder, name), files in places.items() if len(files) > 1} == {}
