"""List the words of the plans that no vocabulary has, so that a search for one finds its clause.

Taken by rule from the policy texts: what stands in quotation marks or between the commas of a list,
three to six characters, in documents of one cluster only. No sentence is kept.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from cluster_atlas.atlas.atlas import Atlas, open_atlas
from cluster_atlas.atlas.spelling import is_han, tokens
from cluster_atlas.proof.verify import read_clauses
from cluster_atlas.questions.search.search import search
from cluster_atlas.questions.search.vocabulary import PLAN_WORDS, place_terms_of, vocabulary_of

SHORTEST, LONGEST = 3, 6
# Chapters of projects, where things stand in lists; the ministries' opinion has them in its second.
_CHAPTERS = {"gd": "4", "cn": "2"}
# A word that is found as well as this by its end needs no entry.
KNOWN = 55.0

_SENTENCE_PARTS = re.compile("[，。；：！？（）()《》“”\n]")
_QUOTED = re.compile("“([^”]{3,12})”")
_VERBS = (
    "发展|突破|推进|推动|支持|加强|建设|包括|重点|开展|研制|研发|攻关|加快|提升|布局|打造|培育|引进|"
    "聚焦|围绕|形成|实现|推广|鼓励|开发|应用|利用|完善|促进|强化|提高|探索|建立|构建|参与|加大|"
    "优化|深化|提供|引导|依托|面向|拓展|带动|覆盖|具有|涵盖|采用|针对|增加|做好|做大|做强|运用|发挥|规范"
    "|确保|落实|实施|举办|设立|制定|健全|坚持|超过|达到|优先|争取|解决|减少|降低|保障|统筹|整合|汇聚|集成"
    "|集聚|融合|衔接|扩大|巩固|壮大|组织|协调|指导|支撑|提质|丰富|充分|强化|保护|执行|改善|满足|适应|结合|加速|高效|关键|补齐|瞄准|建成|争做|一批|若干|更多|重大|核心|新一代|先进|高端"
)
_HEAD = re.compile(f".*(?:{_VERBS})")
# What names no thing: function words, verbs, and ends that speak of offices, qualities and aims.
_NO_THING = re.compile(
    f"[的了在为对以将使从到与和及或并其各每]|{_VERBS}|.*(?:厅|局|委|部|化|性|力|度|率|会|者|型|高|强|好"
    "|优|上|下|中|方面|能力|机制|体系|水平|政策|人才|资源|要素|平台|机构|企业|技术|服务|市场|模式"
    "|理念|资金|工程|创新|合作|管理|改革|转型|升级|研究|生产|制造|效率|效益|品牌|产业链|供应链|产业"
    "|优势|成果|项目|活动|信息|数据|空间|环境|条件|目标|任务|经济|社会|文化|教育|金融|投资|融资|贸易"
    "|国际|全球|全国|全省|地区|城市|省市|成本|功能|问题|特点|方式|原则|渠道|规模|质量|需求|场景|组织|改造"
    "|推广|保护|认证|测试|规划|方向|基地|园区|培训|交流|考核|评价|监督|评估|激励|行动|计划|规则|案例|联盟"
    "|协会|论坛|大赛|展会|法规|体验|行业|领域|集群|格局|重点|核心|关键|主体|链条|牵头|政府|大学|国家级|省级|市场|地方|左右|作用|工艺设计|信息|质量|中心|名录|目录|总队|集团|国际|工作站|日用品|营销|销售|超前|后备|主导|支撑"
    "|发挥|共建|定价|设计|检测|方向|收集|操作)$"
)


def main() -> None:
    """Write the list from the folder of policy texts that is named."""
    atlas = open_atlas()
    clusters = _cluster_of_document(atlas)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word, (clause, cluster) in sorted(_unknown(atlas, clusters, Path(sys.argv[1])).items()):
        best = search(atlas, word)
        top = best.hits[0] if best.hits else None
        known = top is not None and top.score >= KNOWN and best.kind != "outside"
        if not (known and top and _cluster(atlas, top.subject.id) == cluster):
            found[clause].append(word)
    with (atlas.folder / PLAN_WORDS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("clause", "words"))
        writer.writerows((clause, "|".join(words)) for clause, words in sorted(found.items()))
    print(f"{PLAN_WORDS}: {sum(map(len, found.values()))} words of {len(found)} clauses")


def _cluster(atlas: Atlas, key: str) -> str:
    return atlas.cluster_of_industry.get(key, key)


def _cluster_of_document(atlas: Atlas) -> dict[str, str]:
    """Return the cluster of each document that is nobody's predecessor and no draft."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for fact in atlas.facts:
        counts[fact.document][fact.cluster] += 1
    last = [k for k in counts if k not in atlas.superseded and not atlas.documents[k].draft]
    return {key: counts[key].most_common(1)[0][0] for key in last}


def _unknown(atlas: Atlas, clusters: dict[str, str], folder: Path) -> dict[str, tuple[str, str]]:
    """Return each new word with its first clause and its cluster."""
    terms = (*vocabulary_of(atlas), *place_terms_of(atlas))
    known = "|".join(term.key for term in terms if term.subject.kind != "clause")
    where: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for (document, clause), text in read_clauses(folder, []).items():
        if document in clusters:
            lists = clause.partition(".")[0] == _CHAPTERS.get(document.partition("-")[0])
            for word in dict.fromkeys(_words(text, lists=lists)):
                if "".join(tokens(word)) not in known:
                    where[word].append((f"{document}#{clause}", clusters[document]))
    return {word: places[0] for word, places in where.items() if len({c for _, c in places}) == 1}


def _words(text: str, *, lists: bool) -> Iterator[str]:
    """Yield what is quoted, and the members of lists where they count."""
    yield from (word for word in _QUOTED.findall(text) if _is_thing(word, quoted=True))
    for part in _SENTENCE_PARTS.split(text) if lists else ():
        first, *rest = part.split("、")
        if rest:
            last = rest.pop().partition("等")[0]
            members = [_HEAD.sub("", first), *rest, last]
            yield from (word for word in members if _is_thing(word))


def _is_thing(word: str, *, quoted: bool = False) -> bool:
    longest = LONGEST + (2 if quoted else 0)
    right = SHORTEST <= len("".join(tokens(word))) <= longest and any(map(is_han, word))
    return (
        right
        and word.strip() == word
        and not _NO_THING.match(word)
        and not (not quoted and re.search("[的了在为对以将使从到与和及或并其各每]", word))
    )


if __name__ == "__main__":
    main()
