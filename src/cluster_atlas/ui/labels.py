"""The wording of the Streamlit controls, in Chinese and English."""

from __future__ import annotations

from cluster_atlas.values.issues import Text

TITLE = Text("粤产集群图谱", "Guangdong Cluster Atlas")
SUBTITLE = Text("Guangdong Cluster Atlas", "粤产集群图谱")
EXPORT = Text("导出本页", "Export this view")
EXPORT_TITLE = Text("标题（仅用于 HTML）", "Title (HTML only)")
EXPORT_TITLE_HINT = Text("例如：江门市轨道交通装备布局", "For example: rail equipment in Jiangmen")
EXPORT_NOTE = Text("说明（仅用于 HTML）", "Note (HTML only)")
EXPORT_HELP = Text(
    "HTML 文件含全部数据，双击即可打开，无需网络，可按 A4 打印。数据文件附来源；GeoPackage、"
    "GeoJSON、FlatGeobuf 带 QGIS 样式。",
    "The HTML file holds all data, opens by double-click without a network and prints on A4. "
    "Data files carry their sources; GeoPackage, GeoJSON and FlatGeobuf a style for QGIS.",
)
EXPORT_OWN = Text(
    "含本单位数据（不含联系人、电话等私有列）",
    "With the office's own data (never persons, telephones or other private columns)",
)
AS_BRIEFING = Text("所见成文，即刻下载：", "What you see as a document, to download now:")
ADJUST = Text("先在简报里调整", "Adjust it in a briefing first")
BRIEFINGS = {
    "pdf": Text("PDF", "PDF"),
    "pptx": Text("PPT", "Slides"),
    "a3": Text("A3 一页", "One A3 page"),
}
DOWNLOAD_HTML = Text("下载 HTML", "Download HTML")
DATA_FILES = {
    "xlsx": Text("Excel", "Excel"),
    "csv": Text("CSV", "CSV"),
    "gpkg": Text("GeoPackage", "GeoPackage"),
    "geojson": Text("GeoJSON", "GeoJSON"),
    "fgb": Text("FlatGeobuf", "FlatGeobuf"),
    "kml": Text("KML", "KML"),
}
LANGUAGE = Text("EN", "中文")
LANGUAGE_HELP = Text("Switch to English", "切换到中文")
LOADING = Text("正在打开图谱…", "Opening the atlas…")
NOT_UNDERSTOOD = Text("链接中有未能识别的内容，已略去：", "Parts of the link were left out:")
DATA_BROKEN = Text(
    "数据有误，图谱未能打开：", "The data has errors; the atlas could not be opened:"
)
DATA_REFUSED = Text(
    "数据文件有改动但有误，仍显示上一次可用的数据；改正后自动更新：",
    "The data files were changed and have errors; the last sound data is shown until they are "
    "corrected:",
)
DATA_RENEWED = Text(
    "数据已更新，刷新页面即可看到。", "The data has been updated; reload the page to see it."
)
EDITION = Text("数据版本 {hash} · {date}", "Data {hash} · {date}")
