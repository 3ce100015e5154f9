// Words of the comparison pages, Chinese and English.

export const WORDS_COMPARE = {
  cmpSide: ["对比", "Side by side"],
  cmpMatrix: ["全省矩阵", "Province matrix"],
  cmpPattern: ["格局", "Pattern"],
  cmpNetwork: ["关系网络", "Relations"],
  cmpPages: ["对比的各个页面", "Pages of the comparison"],
  mulName: ["分集群小图", "Small maps"],
  mulLead: [
    "每个集群一张，分级相同。点一张，到地图上看。",
    "A map for each cluster, in the same classes; each leads to the large map.",
  ],
  chnName: ["产业链", "Chain"],
  chnLead: [
    "各环节点名了谁（数字：定位条数），哪里尚未点名（橙字：补链）。虚线框的环节没有列出产业，不是补链。",
    "Who is named at each stage (with numbers of designations), and where nobody is (gaps, in orange). A stage in a " +
      "dashed frame lists no industry and is no gap.",
  ],
  chnNamed: ["点名 {n} 地", "{n} place[s] named"],
  chnByRegion: ["随区域", "by region"],
  chnGaps: ["{all} 个产业中 {n} 个未点名任何地方", "{n} of {all} industr[y|ies] without a place"],
  chnGap_region: ["补链：只随区域", "Gap: regions only"],
  chnGap_province: ["补链：只说全省", "Gap: whole province only"],
  chnGap_silent: ["补链：规划未提及", "Gap: nothing said"],
  "chnGap_no-industry": ["此环节没有列出产业", "No industry listed"],

  cmpAdd: ["添加城市、区县或区域", "Add a city, county or region"],
  cmpFull: ["最多五个地方，移去一个再添加", "Five at most: remove one to add another"],
  cmpRemove: ["移去{name}", "Remove {name}"],
  cmpChosen: ["对比的地方", "Places compared"],
  cmpNoHit: ["没有叫“{q}”的地方", "No place called “{q}”"],
  cmpUnknown: ["“{id}”不是图谱中的地方，已略去。", "“{id}” is not a place of this atlas and was left out."],
  cmpEmptyHead: [
    "选两到五个地方，并排看规划给了它们什么角色",
    "Choose two to five places to see their roles side by side",
  ],
  cmpEmptyHint: ["城市、区县、区域、园区都可以。例如：", "Cities, counties, regions and parks. For example:"],
  cmpOneHead: ["再加一个地方，就能对比", "Add one more place to compare"],
  cmpOneAlike: ["与{name}最相似：", "Most similar to {name}:"],
  cmpOneOther: ["与{name}最互补：", "Most complementary to {name}:"],
  cmpNoFacts: [
    "当前筛选下没有定位，无从对比。放宽筛选再看。",
    "No designation under these filters: nothing to compare. Relax a filter.",
  ],

  cmpCountClusters: ["集群：{count}", "Clusters: {count}"],
  cmpCountFacts: ["定位：{count}", "Designations: {count}"],
  cmpMapOf: ["{name}的位置图", "Where {name} lies"],
  cmpMapNamed: ["，点名：{names}", "; named: {names}"],
  cmpMapNote: [
    "深色为点名的区县；三角为园区，菱形为机构与项目。",
    "Darker: counties named. Triangles: parks; diamonds: sites.",
  ],
  cmpGlanceNamed: [
    "都点名 {clusters} 个集群、{industries} 个产业",
    "In common by name: {clusters} cluster[s], {industries} industr[y|ies]",
  ],
  cmpGlance: [
    "含随区域共 {clusters} 个、{industries} 个",
    "with regions: {clusters} cluster[s], {industries} industr[y|ies]",
  ],
  cmpGlanceOnly: ["只有{name}有的产业 {n} 个", "{name} only: {n} industr[y|ies]"],
  cmpGlanceLike: ["相似度 {value}", "similarity {value}"],
  cmpGlanceRegional: ["共有的都只随区域，不计相似度", "in common through regions only: no similarity"],

  cmpTable: ["集群与产业", "Clusters and industries"],
  cmpUnfold: ["展开全部产业", "Unfold all industries"],
  cmpFold: ["收起产业", "Fold industries"],
  cmpWhole: ["未分产业的定位", "No industry named"],
  cmpOthers: ["都没有列入：", "None of them has:"],
  cmpOthersUnnamed: ["（规划未点名地方）", " (no place named)"],
  cmpNone: ["未列入", "Not designated"],
  cmpUnnamed: ["规划未点名", "No place named"],
  cmpKeyDirect: ["点名，颜色越深角色越强", "Named: the darker, the stronger the role"],
  cmpKeyRegion: ["随所在区域", "Through its region"],
  cmpKeyNone: ["未列入：规划点名了别处", "Not designated: the plans name others"],
  cmpKeyUnnamed: ["规划未点名任何地方", "The plans name no place here"],
  cmpKeyCount: [
    "数字：点名+随区域的定位条数；圆盘：状态，越满越确定",
    "Number: designations named+by region. Disc: status, the fuller the firmer",
  ],
  cmpCellOf: ["{place}，{row}：{role}，{status}，{n}", "{place}, {row}: {role}, {status}, {n}"],
  cmpCellNone: ["{place}，{row}：{state}", "{place}, {row}: {state}"],
  cmpFactsOf: ["{place} · {row}：{n} 条", "{place} · {row}: {n} designation[s]"],
  cmpMore: ["显示全部 {n} 条", "Show all {n}"],
  cmpAllIndustries: ["显示全部 {n} 个", "Show all {n}"],
  cmpClose: ["收起", "Close"],

  cmpSets: ["异同", "Shared and not shared"],
  cmpNamed: ["都点名", "All named"],
  cmpShared: ["共有，随区域", "In common through regions"],
  cmpOnly: ["只有{name}", "Only {name}"],
  cmpNothing: ["没有", "None"],
  cmpOtherIndustries: ["集群相同，产业各异", "same cluster, different industries"],
  cmpIndustries: ["{n} 个产业", "{n} industr[y|ies]"],
  cmpTargets: ["目标", "Targets"],
  cmpMeasure: ["指标", "Measure"],
  cmpNoTargets: ["规划没有给这些地方定目标。", "The plans set no target for these places."],
  cmpJoint: ["与{names}合计", "jointly with {names}"],
  cmpRelations: ["彼此的关系", "Relations among them"],
  cmpNoRelations: ["规划没有写明这些地方之间的关系。", "The plans state no relation among these places."],
  cmpThrough: ["经所属区域或其中园区", "through a region or a park of theirs"],

  cmpOrder: ["排序", "Order"],
  cmpByNumber: ["定位条数", "Number"],
  cmpByRegion: ["区域", "Region"],
  cmpBySimilarity: ["相似", "Similarity"],
  cmpMatrixLead: [
    "二十一市与各集群：颜色为最强角色，数字为定位条数，“+”后为随区域的。点一格，到地图上看。",
    "Every city and cluster: the shade is the strongest role, the number counts designations, after + those by " +
      "region. A cell leads to the map.",
  ],
  cmpSimilarLead: [
    "按角色相似度层次聚合排列，相似的城市相邻；“邻”为与上一市的相似度。",
    "Ordered by average linkage of role similarity: similar cities stand together; “↑” is the similarity " +
      "to the city above.",
  ],
  cmpNext: ["邻", "↑"],
  cmpNextFull: ["与上一市的相似度", "Similarity to the city above"],
  cmpNextRegional: ["随区域", "region"],
  cmpTotal: ["合计", "All"],
  cmpToMap: ["{label}。到地图上看", "{label}. See on the map"],
  cmpOtherArea: ["其他", "Other"],

  cmpHow: ["怎样算", "How it is counted"],
  cmpHowText: [
    "每个城市在每个产业（细分并入上级；未分产业的定位按集群计）取分量最重的一条定位：按角色分五档记分，只随区域而得的折半。",
    "For each industry (segments rolled up; designations without industry count for their cluster) a city gets " +
      "the points of the designation that counts most: five tiers of roles, half where it comes only through a " +
      "region.",
  ],
  cmpHowPoints: ["{n} 分", "{n} point[s]"],
  cmpHowRegion: ["只随区域：×{share}", "Only through a region: ×{share}"],
  cmpHowLike: [
    "相似度＝两市各产业较小分之和 ÷ 较大分之和（加权 Jaccard）：0 全不相同，1 完全相同。",
    "Similarity = sum of the smaller points ÷ sum of the greater points over all industries (weighted Jaccard): 0 " +
      "nothing shared, 1 the same.",
  ],
  cmpHowOther: [
    "互补度＝两市都参与的集群内，各产业分差之和 ÷ 较大分之和：同一集群里分工不同的部分。",
    "Complementarity = sum of the differences inside clusters that both serve ÷ sum of the greater points: the " +
      "part where they do different things in the same clusters.",
  ],
  cmpHowWhy: [
    "取此法，因为每一分都能点开到条款；定位多的城市不会因此与谁都像，两市都没有的产业也不算相似。",
    "Chosen because every point opens to a clause, many designations alone make a city similar to none, and " +
      "what neither city has does not count.",
  ],
  cmpAlike: ["最相似", "Most similar"],
  cmpComplementary: ["最互补", "Most complementary"],
  cmpPairSum: ["{least} ÷ {most}", "{least} ÷ {most}"],
  cmpPairRegional: ["其中 {n} 分两市都只随区域", "{n} of them through regions only"],
  cmpUnranked: [
    "另有 {n} 对所共有的全部只随区域而来，不作排名：{names}",
    "Not ranked: {n} more pair[s] similar through regions only: {names}",
  ],
  cmpOneRegional: ["与{names}所共有的全部只随区域而来，不作排名", "Not ranked, similar through regions only: {names}"],
  cmpPairNone: ["有定位的城市不足两个。", "Fewer than two cities have a designation."],
  cmpAllPairs: ["显示全部 {n} 对", "Show all {n} pair[s]"],
  cmpFewer: ["只看前 {n}", "Only the first {n}"],
  cmpLeast: ["较小", "Smaller"],
  cmpMost: ["较大", "Greater"],
  cmpDiffer: ["相异", "Differing"],
  cmpSum: ["合计", "Sum"],
  cmpOpenCompare: ["并排对比", "Side by side"],
  cmpCrowd: ["点名城市多的产业（同质化）", "Crowded industries"],
  cmpCrowdNote: [
    "点名该市或其区县、园区的城市数；“+”为只随区域覆盖的城市数。点开看是哪些城市、哪些条款。",
    "Cities named, themselves or by a county or park; “+” counts those reached only through a region. Open one " +
      "to see cities and clauses.",
  ],
  cmpCrowdNone: ["没有哪个产业点名两个以上城市。", "No industry names two cities or more."],
  cmpCities: ["{n} 市", "{n} cit[y|ies]"],
  cmpPlus: ["+{n} 随区域", "+{n} via regions"],
  cmpAllLevels: ["产业与细分", "All"],
  cmpTopLevel: ["产业", "Industries"],
  cmpSegments: ["细分", "Segments"],
  cmpGaps: ["只有一市或没有城市的产业", "Gaps: one city or none"],
  cmpGapsNote: [
    "点名的城市不足两个的产业与细分。只说全省的与只点名区域的分开列：前者规划没有落到任何地方。",
    "Industries and segments with fewer than two cities named. Those of which the plans speak for the whole " +
      "province only stand apart from those that name a region.",
  ],
  cmpGapOne: ["只点名一市", "One city named"],
  cmpGapRegion: ["只点名区域，未点名城市", "Regions named, no city"],
  cmpGapUnlocated: ["只点名机构，所在市未明", "Only sites of unknown city"],
  cmpGapUnnamed: ["只说全省，未点名任何地方", "The whole province only: no place named"],
  cmpShares: ["四个区域的份额", "What each area has"],
  cmpSharesNote: [
    "点名区内城市的定位条数，占点名城市的定位（{n} 条）之比；一条点名两个区域的城市，两边都算，所以相加可超过 100%。浅色为只随区域而及。",
    "Designations that name a city of the area, as a share of those that name any city ({n}). One that names " +
      "cities of two areas counts in both, so shares may exceed 100% together. Light: reached only through a " +
      "region.",
  ],
  cmpSharesAll: ["全部集群", "All clusters"],
  cmpBarOf: [
    "{area}，{cluster}：点名 {named} 条，随区域 {via} 条",
    "{area}, {cluster}: {named} by name, {via} via a region",
  ],

  cmpNetLead: [
    "规划写明的地方关系：谁带动谁，谁为谁配套，谁承接谁的转移，谁与谁联动。灰底圆框是区域，位置只作示意。",
    "Plans say who drives, supports, transfers to or works with whom. Round boxes are regions, placed schematically.",
  ],
  cmpNetMap: ["关系网络图；下表内容相同", "Map of relations; the table below says the same"],
  cmpNetAll: ["全部", "All"],
  cmpNetPlace: ["地方", "Place"],
  cmpNetEvery: ["全部地方", "Every place"],
  cmpNetNone: ["当前筛选下规划没有写明关系。", "Under these filters the plans state no relation."],
  cmpNetFrom: ["谁", "Who"],
  cmpNetType: ["关系", "Relation"],
  cmpNetTo: ["对谁", "To whom"],
  cmpNetWhere: ["依据", "Stated by"],
  cmpNetAmong: ["彼此", "one another"],
  cmpNetCount: ["{n} 条关系", "{n} relation[s]"],
};
