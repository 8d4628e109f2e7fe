"""Chinese, Japanese and Korean names of persons, recognised by their surnames.

Without a label beside it, a short line in these scripts may as well be a section, a badge or a
button: 記事, 会員限定, ポスト.
"""

from __future__ import annotations

import re

_CHINESE = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾"
    "彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧"
    "侯邵孟龙龍万萬段雷钱錢汤湯尹黎易武乔喬贺賀赖賴龚龔施洪柯颜顏翁倪严嚴牛温溫芦季俞章鲁魯葛韦韋申尤毕畢聂聶焦向柳"
    "邢路岳齐齊梅莫庄莊辛管祝左涂祁耿牟卜詹关關苗凌费費纪紀靳欧歐甄简簡游阮饶饒"
)
_KOREAN = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소"
    "석선설마길연위표명기반왕금옥육인맹제탁국어은편용나"
)
_JAPANESE_SURNAME_ENDS = frozenset(
    "田藤木山川本野井原口島嶋崎沢澤谷橋上下森岡松水部林村尾池浦倉塚瀬辺邊江屋宮坂根津泉"
)
"""Last characters of most Japanese surnames of two or three."""
_JAPANESE_SHORT_SURNAMES = frozenset("林森原堀関辻")
_JAPANESE_SURNAMES = tuple(
    """三宅 佐竹 大竹 小竹 安達 足立 青柳 高柳 一柳 白石 大石 立石 千葉 秋葉 稲葉
    相馬 有馬 本間 風間 草間 佐久間 菅沼 柿沼 平沼 長沼 飯沼 久保 大久保 小久保 神保
    新保 服部 阿部 安部 渡部 磯部 園部 岡部 矢部 長谷部 宇佐美 浅見 鷲見 里見 伏見
    高見 松永 富永 徳永 福永 岩永 吉永 大友 長友 三好 日高 大平 小平 若杉 上杉
    真鍋 片桐 須賀 古賀 志賀 平賀 芳賀 尾形 緒方 土方 根岸 山岸 岩佐 金子 益子
    甲斐 椎名 伊東 安東 坂東 板東 加納 菊地 結城 金城 宮城 新城 大城 山城 玉城
    比嘉 島袋 知念 大西 小西 葛西 河西 大関 堀越 石丸 金丸 田丸 富樫 小柴 羽柴
    石動 五十嵐 秋吉 住吉 有吉 末吉 国吉 馬場 大場 木場 的場 犬飼 鵜飼 鳥飼 仁科
    保科 山科 蓮見 佐伯 三枝 国枝 小椋 朝比奈 夏目 大貫 小貫 綿貫 若月 望月 秋月
    大月 須貝 磯貝 内海 鳥海 新海 鳴海 二宮 雨宮 小宮 大宮 若宮 四宮 間宮 宇都宮
    国分 北条 東条 西条 中条 上条 安西 中西 今西 東海林 佐々 毛利 小松 植松 末松
    若松 久米""".split()
)
"""Japanese surnames that do not end so, the most frequent ones."""
_NOT_LAST = frozenset("県縣市町村区區都府部局版面内內外店社会會報编編刊网網")
"""Last characters of places, desks and papers, but not of persons' names."""
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,4}")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_JAPANESE_NAME = re.compile(r"[\u4e00-\u9fff々]{2,5}[\u3041-\u3096\u30a1-\u30fa]{0,3}")
_TWO_PARTS = re.compile(
    r"[\u4e00-\u9fff々]{1,3}[\s\u3000][\u4e00-\u9fff々\u3041-\u3096\u30a1-\u30fa]{1,4}"
)
"""Surname and given name with a blank between, as in 松沢 久美子."""


def has_surname(text: str) -> bool:
    """Whether a text in Chinese, Japanese or Korean script may be a person's name.

    Example:
        >>> has_surname("松沢久美子"), has_surname("会員限定")
        (True, False)
    """
    if not text or text[-1] in _NOT_LAST:
        return False
    if _HANGUL.fullmatch(text):
        return text[0] in _KOREAN
    if _CHINESE_NAME.fullmatch(text) and text[0] in _CHINESE:
        return True
    return _TWO_PARTS.fullmatch(text) is not None or _is_japanese(text)


def _is_japanese(text: str) -> bool:
    if len(text) < 3 or _JAPANESE_NAME.fullmatch(text) is None:
        return False
    if text[0] in _JAPANESE_SHORT_SURNAMES:
        return True
    if text.startswith(_JAPANESE_SURNAMES):
        return True
    return text[1] in _JAPANESE_SURNAME_ENDS or text[2:-1][:1] in _JAPANESE_SURNAME_ENDS


def separate_names(text: str) -> list[str]:
    """The Chinese names of a text in which only blanks separate them; [] if it is no such list.

    Surname and given name may be separated too, so each part must be a name of three characters.
    """
    parts = text.split()
    listed = len(parts) > 1 and all(
        len(part) == 3 and part[0] in _CHINESE and _CHINESE_NAME.fullmatch(part) for part in parts
    )
    return parts if listed else []
