"""Category paths as Moodle writes them: names joined by "/", a slash within a name doubled."""

import re

_BETWEEN_NAMES = re.compile(r"(?<!/)/(?!/)")
_CONTEXT = re.compile(r"\$[a-z]+[0-9]*\$", re.IGNORECASE)
_TOP = "top"


def split_path(path: str) -> list[str]:
    """The names on a path, outermost first: `"Usaha/Beli//jual"` is `["Usaha", "Beli/jual"]`."""
    names = (one.replace("//", "/").strip() for one in _BETWEEN_NAMES.split(path))
    return [one for one in names if one]


def join_path(names: list[str]) -> str:
    """The path that `split_path` splits into these names."""
    doubled = (name.strip().replace("/", "//") for name in names)
    # A slash at the end of a name would run together with the one that ends it.
    return "/".join(
        f"{' ' * name.startswith('/')}{name}{' ' * name.endswith('/')}" for name in doubled if name
    )


def read_moodle_path(path: str) -> str:
    """A path of a Moodle file without what is Moodle's own: `"$course$/top/Usaha"` is "Usaha"."""
    names = split_path(path)
    if names and _CONTEXT.fullmatch(names[0]):
        del names[0]
        if names and names[0] == _TOP:
            del names[0]
    return join_path(names)


def write_moodle_path(path: str) -> str:
    """The path that `read_moodle_path` reads as this one, also where it is none."""
    names = split_path(path)
    if not names or names[0] == _TOP or _CONTEXT.fullmatch(names[0]):
        names = ["$course$", _TOP, *names]
    return join_path(names)
