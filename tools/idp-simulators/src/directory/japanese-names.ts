/** A name as it is written and as it goes into an address. */
export interface WrittenName {
  readonly written: string;
  readonly romanised: string;
}

function names(text: string): readonly [WrittenName, ...WrittenName[]] {
  const [first, ...rest] = text
    .trim()
    .split(/\s+/)
    .map((pair): WrittenName => {
      const [written = '', romanised = ''] = pair.split(':');
      return { written, romanised };
    });
  if (first === undefined) throw new Error('a list of names is empty');
  return [first, ...rest];
}

/** Common family names, some with characters outside of the everyday ones (髙, 﨑, 邊), which systems like to break. */
export const familyNames = names(`
  佐藤:sato 鈴木:suzuki 高橋:takahashi 田中:tanaka 伊藤:ito 渡辺:watanabe 山本:yamamoto 中村:nakamura 小林:kobayashi 加藤:kato
  吉田:yoshida 山田:yamada 佐々木:sasaki 山口:yamaguchi 松本:matsumoto 井上:inoue 木村:kimura 林:hayashi 斎藤:saito 清水:shimizu
  山崎:yamazaki 森:mori 池田:ikeda 橋本:hashimoto 阿部:abe 石川:ishikawa 山下:yamashita 中島:nakajima 石井:ishii 小川:ogawa
  前田:maeda 岡田:okada 長谷川:hasegawa 藤田:fujita 後藤:goto 近藤:kondo 村上:murakami 遠藤:endo 青木:aoki 坂本:sakamoto
  斉藤:saito 福田:fukuda 太田:ota 西村:nishimura 藤井:fujii 金子:kaneko 岡本:okamoto 藤原:fujiwara 中野:nakano 三浦:miura
  原田:harada 中川:nakagawa 松田:matsuda 竹内:takeuchi 小野:ono 田村:tamura 中山:nakayama 和田:wada 石田:ishida 森田:morita
  上田:ueda 原:hara 内田:uchida 柴田:shibata 酒井:sakai 宮崎:miyazaki 横山:yokoyama 髙木:takagi 安藤:ando 宮本:miyamoto
  大野:ono 小島:kojima 谷口:taniguchi 工藤:kudo 今井:imai 髙田:takada 増田:masuda 丸山:maruyama 杉山:sugiyama 村田:murata
  大塚:otsuka 新井:arai 小山:koyama 平野:hirano 藤本:fujimoto 河野:kono 上野:ueno 野口:noguchi 武田:takeda 松井:matsui
  千葉:chiba 菅原:sugawara 岩﨑:iwasaki 久保:kubo 木下:kinoshita 佐野:sano 野村:nomura 松尾:matsuo 市川:ichikawa 渡邊:watanabe
`);

/** Given names of all generations. */
export const givenNames = names(`
  太郎:taro 花子:hanako 翔太:shota 陽菜:hina 大輔:daisuke 美咲:misaki 健太:kenta 葵:aoi 拓也:takuya さくら:sakura
  直樹:naoki 結衣:yui 亮:ryo 愛:ai 翼:tsubasa 彩:aya 誠:makoto 恵:megumi 隆:takashi 由美子:yumiko
  浩:hiroshi 智子:tomoko 健一:kenichi 裕子:yuko 修:osamu 久美子:kumiko 博:hiroshi 恵子:keiko 和也:kazuya 真由美:mayumi
  達也:tatsuya 麻衣:mai 悠斗:yuto 凛:rin 蓮:ren 結菜:yuna 陽翔:haruto 莉子:riko 湊:minato 芽依:mei
  樹:itsuki 心春:koharu 大翔:hiroto 優奈:yuna 颯太:sota 美月:mitsuki 航:wataru 琴音:kotone 光:hikaru 千尋:chihiro
  哲也:tetsuya 真理子:mariko 剛:tsuyoshi 瞳:hitomi 学:manabu 綾香:ayaka 聡:satoshi 沙織:saori 洋平:yohei 明日香:asuka
  慎一:shinichi 友美:tomomi 孝:takashi 奈々:nana 啓介:keisuke 里奈:rina 雄太:yuta 絵美:emi 俊介:shunsuke 楓:kaede
  秀樹:hideki 由紀:yuki 正樹:masaki 京子:kyoko 康平:kohei 香織:kaori 裕太:yuta 純子:junko 貴之:takayuki 早紀:saki
`);

export const departments: readonly [string, ...string[]] = [
  '営業部',
  '開発部',
  '情報システム部',
  '人事部',
  '経理部',
  '総務部',
  'マーケティング部',
  'カスタマーサポート部',
  '品質管理部',
  '法務部',
  '経営企画部',
  '広報部',
];

/** For groups beyond the departments. */
export const projectWords: readonly [string, ...string[]] = [
  'あおぞら',
  '新基幹システム',
  '海外展開',
  'ブランド刷新',
  '業務改善',
  '次世代基盤',
  '採用強化',
  'セキュリティ対策',
  '周年事業',
  '電子契約',
  'データ活用',
  'モバイルアプリ',
];
