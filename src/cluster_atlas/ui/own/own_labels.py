"""The wording of the page of an office's own data, in Chinese and English."""

from __future__ import annotations

from cluster_atlas.values.issues import Text

PARTS = {
    "import": Text("导入", "Import"),
    "rows": Text("查看与修改", "Rows"),
    "imports": Text("各次导入", "Imports"),
    "keeping": Text("备份与日志", "Backup and log"),
}
PRIVATE = Text("{name}（私有）", "{name} (private)")
ROWS_OF = Text("{kind} {n}", "{kind} {n}")
NOTHING_YET = Text("还没有数据，请先导入。", "There is nothing yet: bring a file in first.")
READ_ONLY = Text("只读", "read only")
REFUSED = Text("未能完成：", "Not done:")

# Where nothing is kept yet.
WELCOME = Text(
    "把本单位的台账、地块、园区、企业与图层放到地图上，与省级规划对照。数据只存在下面的文件里，不发送到任何地方。",
    "Bring your ledgers, plots, parks, firms and layers onto the map and hold them against the "
    "provincial plans. They are kept in the file below and sent nowhere.",
)
PLACE = Text("数据文件", "File of the data")
OPEN = Text("打开或新建", "Open or create")
BY_ADMINISTRATOR = Text(
    "此服务没有设置自有数据。请管理员以 `cluster-atlas serve --workspace 文件` 启动，"
    "或设置环境变量 `CLUSTER_ATLAS_STORE`；几个单位共用时用 `--offices`。",
    "This server keeps no own data. Its administrator sets it by `cluster-atlas serve --workspace "
    "FILE`, the variable `CLUSTER_ATLAS_STORE`, or `--offices` for several offices.",
)
SIGN_IN_FIRST = Text(
    "自有数据按单位分开。请先登录，才能看到本单位的数据。",
    "Own data is kept office by office. Sign in to see that of yours.",
)
SIGN_IN = Text("登录", "Sign in")
SIGN_OUT = Text("退出登录", "Sign out")
STRANGER = Text(
    "已登录为 {person}，但此地址不属于任何单位，请联系管理员。",
    "Signed in as {person}, which belongs to no office here: ask the administrator.",
)

# Import: the file.
KIND = Text("类别", "Kind")
FILES = Text("选择文件，可多选（表格、图层、ZIP）", "Choose files: tables, layers, ZIP")
FILES_HELP = Text(
    "XLSX、XLS、CSV、ODS；Shapefile（全部散件或 ZIP）、GeoPackage、GDB（ZIP）、MapInfo、KML、DXF、"
    "GeoJSON 等；每个不超过 {most} MB。",
    "XLSX, XLS, CSV, ODS; Shapefile (all parts, or a ZIP), GeoPackage, GDB (ZIP), MapInfo, KML, "
    "DXF, GeoJSON and more; at most {most} MB each.",
)
BLANK = Text("下载空白模板", "Blank workbook")
BLANK_HELP = Text(
    "带表头、单位与下拉名单的 Excel，填好后在此导入；示例行会自动略去。",
    "An Excel file with headings, units and lists to choose from; its example row is left out.",
)
SPECIAL = Text("编码与密码", "Encoding and password")
ENCODING = Text("文字编码（一般不用填）", "Encoding of the text (usually found)")
PASSWORD = Text("工作簿密码", "Password of the workbook")
READING = Text("正在读取…", "Reading…")
CHECKING = Text("正在核对…", "Checking…")
TABLE = Text("工作表或图层", "Sheet or layer")
TABLE_ROWS = Text("{name} · {n} 行", "{name} · {n} rows")
ALREADY_KEPT = Text("已保留", "kept")

# Import: the columns.
COLUMNS = Text("列对照", "Columns")
COLUMNS_HELP = Text(
    "左边是要的内容，右边是文件里的列与前几个值；不对就改。",
    "At the left what is wanted, then the file's column and its first values; change what is "
    "wrong.",
)
NO_COLUMN = Text("— 没有 —", "— none —")
TEMPLATE = Text("按已存的对照", "As matched before")
NO_TEMPLATE = Text("自动识别", "Found by itself")
SAVE_TEMPLATE = Text("存为对照，下月再用（名称）", "Keep this matching for next time (name)")
OTHERS = Text("其余列照原样保留：{names}", "Kept as they are: {names}")
PRIVATE_ONES = Text(
    "私有列，只在本页可见：{names}", "Private columns, seen on this page only: {names}"
)
LACKING = Text("请为“{name}”选一列。", 'Choose a column for "{name}".')

# Import: the system.
SYSTEM = Text("坐标系", "Coordinate system")
NO_COORDINATES = Text(
    "没有坐标列，按城市、区县、地址与园区定位。",
    "No coordinates: rows are placed by city, county, address and park.",
)
BY_FILE = Text("文件写明：{name}", "Told by the file: {name}")
GUESSED = Text(
    "文件没有写明坐标系。下表是按各坐标系试算的结果，请确认是哪一个。",
    "The file does not tell its system. Each was tried: confirm which it is.",
)
NOWHERE = Text(
    "按常见坐标系试算，没有一个落在省内；请写明坐标系。",
    "Under no usual system do the rows lie here: tell the system.",
)
CHOOSE = Text("请选择", "Choose")
OTHER_SYSTEM = Text("其他…", "Another…")
SYSTEM_CODE = Text("坐标系名称或代码", "Name or code of the system")
SYSTEM_CODE_HELP = Text(
    "如 EPSG:4547、CGCS2000 3度带 38带、中央子午线113°17′",
    "as EPSG:4547, CGCS2000 zone 38, CM 113°17′",
)
PARAMETERS = Text("到 WGS84 的三或七参数（逗号分隔）", "Three or seven parameters to WGS84")
PARAMETERS_WRONG = Text("参数应是三个或七个数。", "These must be three or seven numbers.")
CANDIDATE = (
    Text("坐标系", "System"),
    Text("落在省内", "In the province"),
    Text("落在所填市县", "In the county named"),
    Text("可能性", "Likelihood"),
)
OF_ROWS = Text("{n} / {all} 行", "{n} of {all}")
SWAPPED = Text("（前一列是纵坐标）", " (northing first)")

# Import: the report.
REPORT = Text("核对结果", "Report")
COUNTS = (
    Text("读入", "Read"),
    Text("可收", "Fit"),
    Text("未收", "Refused"),
    Text("提醒", "Remarks"),
)
IS_REFUSED = Text("未收", "refused")
ISSUE = (
    Text("", ""),
    Text("行", "Row"),
    Text("列", "Column"),
    Text("值", "Value"),
    Text("原因", "Reason"),
    Text("怎么办", "What to do"),
)
MORE_ISSUES = Text("只列前 {shown} 条，共 {n} 条。", "The first {shown} of {n}.")
ALL_FIT = Text("每一行都没有问题。", "Nothing is wrong with any row.")
REFUSED_ROWS = Text("下载未收的行（Excel）", "Refused rows (Excel)")
REFUSED_HELP = Text(
    "每行旁边有原行号、原因与建议，含私有列；改好后可再导入。",
    "Each with its row, reason and advice, private columns included; mend it and bring it again.",
)
REPLACES = Text("代替先前的导入", "Takes the place of an import")
AS_NEW = Text("不代替，另存一批", "None: a further one")
IMPORT_NAMED = Text("第 {number} 次 · {file} · {rows} 行", "{number} · {file} · {rows} rows")
SEEN_BEFORE = Text(
    "同一文件已在第 {number} 次导入；再保留一次会重复。",
    "This very file is import {number}: kept again, its rows are there twice.",
)
LAYER = Text("图层名称", "Name of the layer")
KEEP = Text("保留 {n} 行", "Keep {n} rows")
KEEP_IN = Text("按此坐标系保留 {n} 行（{name}）", "Keep {n} rows in this system ({name})")
KEPT = Text("已保留为第 {number} 次导入：{n} 行。", "Kept as import {number}: {n} rows.")
CHOOSE_FIRST = Text("确认坐标系之后才能保留。", "Nothing is kept before the system is confirmed.")

# Rows.
COLUMN_NAMES = {
    "id": Text("编号", "Id"),
    "layer": Text("图层", "Layer"),
    "town": Text("镇街", "Town"),
    "area_m2": Text("图形面积（平方米）", "Area of the shape (m²)"),
}
FIND = Text("查找", "Find")
PAGE = Text("第几页（共 {n} 页）", "Page (of {n})")
FOUND = Text("{n} 行", "{n} rows")
PICK = Text("查看或修改哪一行", "Row to see or change")
PICK_HELP = Text("点表中一行，或在此选择。", "Click a row of the table, or choose it here.")
FIELD_UNIT = Text("{name}（{unit}）", "{name} ({unit})")
UNIT_NAMES = {
    "area": Text("平方米", "m²"),
    "money": Text("万元", "10,000 yuan"),
    "power": Text("kVA", "kVA"),
}
MORE_COLUMNS = Text("文件的其余列", "Further columns of the file")
WHERE_FIXED = Text(
    "{place} · 精度：{precision}。位置由导入时确定，要改请重新导入。",
    "{place} · precision: {precision}. Where it lies is told by its import.",
)
SAVE = Text("保存", "Save")
SAVED = Text("已保存 {row}。", "Saved {row}.")
NO_CHANGE = Text("没有改动。", "Nothing was changed.")
NEWER = Text(
    "此行已被他人修改。你填的内容还在；保存时会先告诉你差别。",
    "Somebody has changed this row since. What you typed is still here; saving tells the "
    "difference.",
)
CONFLICT = Text(
    "有人先改了这一行，你的修改还没有写入，也没有丢失：",
    "Somebody changed this row first. Yours is not written, and not lost:",
)
CHANGED_BY = Text("{at} {who} 改了“{fields}”。", '{who} changed "{fields}" at {at}.')
CONFLICT_HEADS = (
    Text("字段", "Field"),
    Text("你看到的", "What you saw"),
    Text("现在是", "It is now"),
    Text("你填的", "Yours"),
)
MINE = Text("用我填的", "Take mine")
THEIRS = Text("用现在的", "Take what is there")
HISTORY = Text("修改记录", "Changes")
CHANGE_HEADS = (
    Text("时间", "When"),
    Text("谁", "Who"),
    Text("字段", "Field"),
    Text("改为", "Became"),
)
AS_IMPORTED = Text("（导入时的值）", "(as imported)")
TAKEN_BACK = Text("{value} · 撤销", "{value} · undone")
UNDO_EDIT = Text("撤销上一次修改", "Undo the last change")
DELETE = Text("彻底删除", "Delete for good")
DELETE_HELP = Text(
    "工作区里不再有这一行的任何值，不能恢复；此前的备份与导出的文件里仍有。",
    "Nothing of the row is left in the workspace, and it cannot be undone; earlier backups and "
    "exports still have it.",
)
DELETE_NOW = Text("确定删除 {row}", "Delete {row} now")
DELETED = Text("已彻底删除 {row}。", "Deleted {row} for good.")

# Imports.
IMPORT_HEADS = (
    Text("次", "No."),
    Text("类别", "Kind"),
    Text("文件", "File"),
    Text("收", "Rows"),
    Text("未收", "Refused"),
    Text("坐标系", "System"),
    Text("时间", "When"),
    Text("谁", "Who"),
    Text("状态", "State"),
)
STATES = {
    "shown": Text("使用中", "in use"),
    "undone": Text("已撤销", "undone"),
    "replaced": Text("已被代替", "replaced"),
}
WHICH = Text("哪一次", "Which import")
UNDO = Text("撤销这次导入", "Undo this import")
REDO = Text("恢复这次导入", "Bring it back")
UNDONE = Text("已撤销第 {number} 次导入。", "Import {number} is undone.")
REDONE = Text("已恢复第 {number} 次导入。", "Import {number} is back.")

# Backup and log.
EXPORT = Text("导出", "Export")
EXPORT_KIND = Text("导出 {kind}（Excel）", "{kind} (Excel)")
WITH_PRIVATE = Text("含私有列（联系人、电话等）", "With private columns (contacts, telephones)")
BACKUP = Text("备份", "Backup")
BACKUP_NOW = Text("下载备份", "Download a backup")
BACKUP_HELP = Text(
    "一个文件，含全部数据、修改与日志（私有列也在内），请妥善保管。",
    "One file with all rows, changes and the log, private columns as well: keep it safe.",
)
RESTORE = Text("从备份恢复", "Restore a backup")
RESTORE_FILE = Text("选择备份文件", "Choose a backup")
RESTORE_HELP = Text(
    "现有的全部内容会被备份里的代替，不能撤销。",
    "All that is here is replaced by the backup, and that cannot be undone.",
)
RESTORE_SURE = Text("我知道现有内容会被代替", "I know that what is here will be replaced")
RESTORE_NOW = Text("恢复", "Restore")
RESTORED = Text("已从 {file} 恢复。", "Restored from {file}.")
LOG = Text("日志", "Log")
LOG_HEADS = (Text("时间", "When"), Text("谁", "Who"), Text("做了什么", "What"), Text("对象", "On"))
ACTIONS = {
    "import": Text("导入", "import"),
    "undo import": Text("撤销导入", "undo import"),
    "redo import": Text("恢复导入", "redo import"),
    "edit": Text("修改", "edit"),
    "undo edit": Text("撤销修改", "undo edit"),
    "delete for good": Text("彻底删除", "delete for good"),
    "restore": Text("从备份恢复", "restore"),
    "template": Text("存列对照", "matching kept"),
    "read": Text("查看", "read"),
    "export": Text("导出", "export"),
    "backup": Text("备份", "backup"),
}
