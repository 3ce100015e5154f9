"""The wording of the briefing page, in Chinese and English."""

from __future__ import annotations

from cluster_atlas.values.issues import Text

TITLE = Text("标题", "Title")
SUBTITLE = Text("副标题", "Subtitle")
NOTE = Text("说明", "Note")
NOTE_HELP = Text(
    "空行分段；行首“- ”为要点，“# ”为小标题；\\*\\*文字\\*\\* 为粗体。其余按原样显示。",
    'A blank line separates paragraphs; "- " starts a bullet, "# " a heading; '
    "\\*\\*text\\*\\* is bold. Everything else is shown as written.",
)
OFFICE = Text("单位", "Office")
OWN = Text("含本单位数据", "With the office's own data")
OWN_NONE = Text("不含", "None")
OWN_HELP = Text(
    "画在地图上，列入市的名片；不含联系人、电话等私有列",
    "Drawn on the maps and listed in profiles; never persons, telephones or other private columns",
)
DATE = Text("日期", "Date")
PARTS = Text("内容与次序", "Parts in order")
ADD = Text("加入一部分", "Add a part")
ADD_HELP = Text(
    "按当前筛选、所选地点、对比、演变或落点加入。",
    "From the current filters, place, comparison, changes or search.",
)
UP = Text("上移", "Move up")
DOWN = Text("下移", "Move down")
REMOVE = Text("移除", "Remove")
EDIT = Text("标题与文字", "Heading and text")
PART_TITLE = Text("此部分的标题（可不填）", "Heading of this part (may be empty)")
PART_TEXT = Text("此部分的文字", "Text of this part")
PAPER = Text("版式与审图号", "Paper and approval number")
PAGE = Text("纸张", "Paper")
ORIENTATION = Text("方向", "Orientation")
ORIENTATIONS = {
    "portrait": Text("纵向", "Portrait"),
    "landscape": Text("横向", "Landscape"),
}
MODE = Text("HTML 打开方式", "HTML opens as")
MODES = {"story": Text("滚动叙述", "Scrolling story"), "slides": Text("逐页播放", "Slides")}
APPROVAL = Text("审图号", "Map approval number")
APPROVAL_HELP = Text(
    "已取得审图号时填写；不填则不印。",
    "Enter the number that your office was given; nothing is printed otherwise.",
)
ADDRESS = Text("图谱网址（印二维码）", "Address of the atlas (for a QR code)")
ADDRESS_HELP = Text(
    "读者能打开的网址，例如 https://atlas.example.org/；不填则不印二维码。",
    "An address that readers can open, such as https://atlas.example.org/; no QR code without it.",
)
SAVED = Text("保存与打开", "Save and open")
SAVED_HELP = Text(
    "保存为小文件，可分享、修改；数据更新后重新打开，会列出变化。",
    "A small file to share and edit; opened on newer data, it says what has changed.",
)
SAVE = Text("保存此简报（TOML）", "Save this briefing (TOML)")
OPEN = Text("打开已存简报", "Open a saved briefing")
UNTITLED = Text("简报", "briefing")
PREVIEW = Text("预览", "Preview")
PREVIEWS = {
    "pdf": Text("纸面", "Paper"),
    "html": Text("网页", "Page"),
    "pptx": Text("幻灯片", "Slides"),
}
MISSING = Text("以下字符没有字形，以 □ 代替：", "No font has these characters, shown as □: ")
CHANGES = Text("变化与缺失", "Changes and gaps")
PAGE_OF = Text("第 {n} 页，共 {total} 页", "Page {n} of {total}")
MORE_PAGES = Text(
    "预览前 {shown} 页，共 {total} 页；下载的文件是完整的。",
    "Shown: {shown} of {total}; the file has all pages.",
)
FORMATS = {
    "html": Text("HTML", "HTML"),
    "pdf": Text("PDF", "PDF"),
    "pptx": Text("PPT", "PPTX"),
    "docx": Text("Word", "DOCX"),
    "png": Text("PNG", "PNG"),
    "svg": Text("SVG", "SVG"),
}
FORMAT = Text("格式", "Formats")
ALL_CITIES = Text("全部 21 市的名片", "Profiles of all 21 cities")
ALL_CITIES_HELP = Text(
    "用同样的单位、日期与版式，为每市生成一份，连同目录页打包。",
    "One for each city, with this office, date and paper, and an index page, in a ZIP.",
)
MAKE_ALL = Text("生成", "Make the profiles")
MAKING = Text("正在生成…", "Making the profiles…")
DOWNLOAD_ALL = Text("下载 ZIP", "Download the ZIP")
LAYOUT = Text("版式", "Layout")
LAYOUTS = {
    "pages": Text("不限页数", "As many pages as it takes"),
    "one-page": Text("一页", "One page"),
}
TAKEN = Text(
    "三张图取自：{names}。所选不足时取定位最多的；可在下面的内容里更换。",
    "The maps show {names}: what is chosen, else what has most designations. Change them in the "
    "parts below.",
)
TEMPLATE = Text("从模板开始", "Start from a template")
ONE_PAGE = {"A4": Text("一页 A4", "One page A4"), "A3": Text("一页 A3", "One page A3")}
SETTING = Text("正在排版…", "Laying out the pages…")
PAGES_IN = Text("{kind}：{total} 页", "{kind}, pages: {total}")
MARKS = Text("标注与聚光", "Callouts and spotlight")
SPOTLIGHT = Text("突出的地点", "Places that stand out")
DIM = Text("其余压暗", "Dim the rest")
CALLOUT = Text("标注文字", "Text of a callout")
CALLOUT_HELP = Text(
    "写好文字，在图上点一下所指的位置；按住拖动可定文字的位置。",
    "Write the text, then click what it is about on the map; drag to where the text should stand.",
)
CALLOUT_NOW = Text(
    "位置已定，请写文字并回车。", "The place is set: write the text and press Enter."
)
KEEP = Text("存入此浏览器", "Save in this browser")
KEPT_LIST = Text("此浏览器已存", "Saved in this browser")
DROP = Text("删除", "Delete")
