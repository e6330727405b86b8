/**
 * What the sample's firms make and are called. Industry codes are GB/T 4754-2017; the trade names
 * are drawn from characters that no well-known firm of the county uses together.
 */
export interface Industry {
  readonly code: string;
  readonly weight: number;
  /** What stands between trade name and 有限公司. */
  readonly trades: readonly string[];
  readonly products: readonly string[];
  /** Field of the high-tech catalogue its firms apply in (design §9.1). */
  readonly field: string;
}

export const INDUSTRIES: readonly Industry[] = [
  {
    code: 'C3130',
    weight: 7,
    trades: ['特钢', '冶金科技', '精密钢管'],
    products: ['高韧性模具钢', '轴承钢棒材', '耐磨特种钢板', '精密无缝钢管'],
    field: 'new-materials',
  },
  {
    code: 'C3089',
    weight: 11,
    trades: ['耐火材料', '冶金辅料', '高温材料'],
    products: ['连铸结晶器保护渣', '低碳镁碳砖', '中间包覆盖剂', '铁沟浇注料'],
    field: 'new-materials',
  },
  {
    code: 'C3091',
    weight: 7,
    trades: ['石墨', '碳素', '石墨新材料'],
    products: ['晶质石墨提纯', '柔性石墨密封件', '石墨导热膜', '特种石墨坩埚'],
    field: 'new-materials',
  },
  {
    code: 'C3670',
    weight: 17,
    trades: ['汽车部件', '汽车配件', '精密铸造', '机械制造'],
    products: ['汽车水泵壳体', '耐热排气歧管', '涡轮增压器壳体', '轻量化制动盘', '发动机进气歧管'],
    field: 'advanced-manufacturing',
  },
  {
    code: 'C2740',
    weight: 6,
    trades: ['药业', '中药科技'],
    products: ['山茱萸口服液', '六味浓缩丸', '中药配方颗粒'],
    field: 'biomedicine',
  },
  {
    code: 'C2730',
    weight: 8,
    trades: ['中药饮片', '药材加工', '中药材'],
    products: ['山茱萸饮片', '连翘饮片', '丹参饮片'],
    field: 'biomedicine',
  },
  {
    code: 'C1372',
    weight: 19,
    trades: ['菌业', '香菇食品', '食用菌科技'],
    products: ['香菇脆片', '香菇多糖提取物', '香菇菌棒', '即食香菇'],
    field: 'biomedicine',
  },
  {
    code: 'C1373',
    weight: 9,
    trades: ['果业', '猕猴桃食品', '农产品加工'],
    products: ['猕猴桃果汁', '猕猴桃果干', '冻干猕猴桃片'],
    field: 'biomedicine',
  },
  {
    code: 'C1469',
    weight: 6,
    trades: ['调味食品', '调味品'],
    products: ['香菇调味酱', '菌菇复合调味料', '辣椒红提取物'],
    field: 'biomedicine',
  },
  {
    code: 'C3511',
    weight: 4,
    trades: ['矿山机械', '选矿装备'],
    products: ['石墨浮选机', '节能破碎机'],
    field: 'advanced-manufacturing',
  },
  {
    code: 'C3985',
    weight: 3,
    trades: ['电子材料', '储能材料'],
    products: ['锂电负极材料', '球形石墨粉'],
    field: 'new-energy',
  },
  {
    code: 'I6513',
    weight: 3,
    trades: ['信息技术', '软件科技'],
    products: ['香菇产业追溯平台', '铸造车间管理软件'],
    field: 'electronics',
  },
];

/** Townships and streets of the county (codes: National Bureau of Statistics, 2022) and weights. */
export const TOWNSHIPS: readonly (readonly [place: Township, weight: number])[] = [
  [{ code: '411323001', name: '白羽街道' }, 14],
  [{ code: '411323002', name: '紫金街道' }, 13],
  [{ code: '411323003', name: '莲花街道' }, 13],
  [{ code: '411323101', name: '丹水镇' }, 8],
  [{ code: '411323102', name: '西坪镇' }, 5],
  [{ code: '411323103', name: '双龙镇' }, 6],
  [{ code: '411323104', name: '回车镇' }, 12],
  [{ code: '411323105', name: '丁河镇' }, 5],
  [{ code: '411323106', name: '桑坪镇' }, 2],
  [{ code: '411323107', name: '米坪镇' }, 3],
  [{ code: '411323108', name: '五里桥镇' }, 10],
  [{ code: '411323109', name: '重阳镇' }, 4],
  [{ code: '411323110', name: '太平镇' }, 2],
  [{ code: '411323111', name: '阳城镇' }, 4],
  [{ code: '411323112', name: '二郎坪镇' }, 2],
  [{ code: '411323113', name: '石界河镇' }, 2],
  [{ code: '411323114', name: '军马河镇' }, 2],
  [{ code: '411323115', name: '田关镇' }, 3],
  [{ code: '411323307', name: '寨根乡' }, 2],
];

export interface Township {
  readonly code: string;
  readonly name: string;
}

/** Neighbours of the county and the rest of Nanyang that the roll-up to the city shows. */
export const NEIGHBOURS: readonly Township[] = [
  { code: '411325', name: '内乡县' },
  { code: '411326', name: '淅川县' },
  { code: '411324', name: '镇平县' },
  { code: '411303', name: '南阳市卧龙区' },
  { code: '411302', name: '南阳市宛城区' },
  { code: '411381', name: '邓州市' },
];

export const TRADE_NAMES_FIRST = [...'鹳伏岚霖翊沐澄榆栎柏桐峪崧岱澜泓皓砚禾穗箴笙棠'];
export const TRADE_NAMES_SECOND = [...'源岳川泽麓溪恒朗芮宁屿舟田野晖霁桥图冠誉'];
