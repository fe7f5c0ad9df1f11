"""Reading the files of fictitious people, and saying in one sentence what is wrong with one."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from xprsa.lab.people.mechanisms import WorldWrong

Model = TypeVar("Model", bound=BaseModel)


def toml_of(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    :raises WorldWrong: when it is missing, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise WorldWrong(f"{path.name}: the file cannot be read ({wrong.strerror}).") from wrong
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise WorldWrong(f"{path.name}: this is not TOML ({wrong}).") from wrong


def checked(model: type[Model], content: object, *, file: str, section: str = "") -> Model:
    """Check a part of a file.

    :param section: where the part stands in the file, such as `attributes.car`.
    :raises WorldWrong: with the first fault and its place.
    """
    try:
        return model.model_validate(content)
    except ValidationError as wrong:
        fault = wrong.errors()[0]
        keys = [str(key) for key in fault["loc"] if key != "[key]"]
        where = ".".join(filter(None, [section, *keys]))
        sentence = {
            "extra_forbidden": "this key is unknown",
            "missing": "this key is missing",
        }.get(fault["type"], fault["msg"].removeprefix("Value error, "))
        raise WorldWrong(f"{file}, {where or 'top'}: {sentence}.") from wrong
