"""Why a workspace cannot be used or a change is not taken, each as one sentence."""

from __future__ import annotations

from cluster_atlas.values.issues import AtlasError, Issue, Text, quote


def refusal(
    message: Text, hint: Text, *, value: object = "", row: str = "", field: str = ""
) -> AtlasError:
    """Return the refusal of a workspace as a whole, or of one of its rows."""
    return AtlasError([issue(message, hint, value=value, row=row, field=field)])


def issue(
    message: Text, hint: Text, *, value: object = "", row: str = "", field: str = ""
) -> Issue:
    """Return what is wrong with a workspace or one of its rows."""
    return Issue("workspace", quote(row), quote(field), quote(value), message, hint)


_CHOOSE = Text("请换一个文件，或新建工作区", "choose another file, or make a new workspace")


def missing(label: object) -> AtlasError:
    """Return the refusal of a workspace that is not there."""
    message = Text("没有这个工作区", "there is no such workspace")
    return refusal(
        message, Text("请检查路径，或新建一个", "check the path, or make one"), value=label
    )


def a_folder(label: object) -> AtlasError:
    """Return the refusal of a folder in the place of a file."""
    message = Text("这是文件夹，工作区是一个文件", "is a folder; a workspace is a file")
    hint = Text("请在其后写上文件名，如 own.atlas", "add the name of a file, as own.atlas")
    return refusal(message, hint, value=label)


def unusable_path(label: object) -> AtlasError:
    """Return the refusal of what is neither a file nor the name of one."""
    message = Text("路径不是普通文件", "is not the path of a file")
    return refusal(message, _CHOOSE, value=label)


def not_a_workspace(label: object) -> AtlasError:
    """Return the refusal of a file of another kind."""
    return refusal(Text("不是工作区文件", "is not a workspace"), _CHOOSE, value=label)


def of_another_program(label: object) -> AtlasError:
    """Return the refusal of a database of another program."""
    message = Text("是其他程序的数据库，不是工作区", "is a database of another program")
    return refusal(message, _CHOOSE, value=label)


def newer(label: object, version: int, known: int) -> AtlasError:
    """Return the refusal of a workspace that this program is too old for."""
    message = Text(
        f"工作区由更新版本的程序建立（格式 {version}，本程序识得 {known}）",
        f"was made by a newer version of the program (format {version}, this one knows {known})",
    )
    hint = Text("请升级程序后再打开", "upgrade the program and open it then")
    return refusal(message, hint, value=label)


def damaged(label: object, reason: object) -> AtlasError:
    """Return the refusal of a file whose content does not hold together."""
    message = Text("工作区文件已损坏", "the workspace is damaged")
    hint = Text(
        f"请保留原文件，并从备份恢复（{quote(reason)}）",
        f"keep the file and restore a backup ({quote(reason)})",
    )
    return refusal(message, hint, value=label)


def locked(label: object, seconds: float) -> AtlasError:
    """Return the refusal where another program holds the workspace too long."""
    message = Text(
        f"另一程序占用工作区超过 {seconds} 秒，未作任何改动",
        f"another program has been writing for more than {seconds} s; nothing was changed",
    )
    hint = Text("请等其完成后重试", "wait until it has finished and try again")
    return refusal(message, hint, value=label)


def read_only(label: object, reason: object) -> AtlasError:
    """Return the refusal of a file or folder that cannot be written."""
    message = Text("工作区文件或其文件夹不可写", "the workspace or its folder cannot be written")
    hint = Text(
        f"请检查权限，或复制到可写的文件夹（{quote(reason)}）",
        f"check the permissions, or copy it to a folder that can be written ({quote(reason)})",
    )
    return refusal(message, hint, value=label)


def full(label: object) -> AtlasError:
    """Return the refusal where the disk takes no more."""
    message = Text("磁盘已满，未作任何改动", "the disk is full; nothing was changed")
    return refusal(message, Text("请腾出空间后重试", "free some space and try again"), value=label)


def unusable(label: object, reason: object) -> AtlasError:
    """Return the refusal for any other reason that the database gives."""
    message = Text("工作区无法使用", "the workspace cannot be used")
    hint = Text(f"未作任何改动（{quote(reason)}）", f"nothing was changed ({quote(reason)})")
    return refusal(message, hint, value=label)


def moved_away(label: object) -> AtlasError:
    """Return the refusal to write into a file that no longer bears its name."""
    message = Text("工作区文件已被移走、删除或替换", "the workspace was moved, deleted or replaced")
    return refusal(message, Text("请重新打开", "open it again"), value=label)


def exists(label: object) -> AtlasError:
    """Return the refusal to write over a file."""
    message = Text("文件已存在，不予覆盖", "is there already and is not overwritten")
    return refusal(message, Text("请换一个文件名", "use another name"), value=label)


def without_log(label: object) -> Issue:
    """Return the note on a workspace that a network share holds."""
    message = Text("工作区位于网络共享，读写不能同时进行", "lies on a network share: one at a time")
    hint = Text(
        "多人同时使用请改用服务器版（postgresql://…）",
        "where several work at once, use the store of a server (postgresql://…)",
    )
    return issue(message, hint, value=label)
