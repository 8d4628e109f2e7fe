"""Other calendars -> Gregorian: Buddhist, Persian, Hijri, Japanese eras, Minguo.

Arithmetic only: ``printed_dates.py`` decides in which calendar a printed date is.

Sources: E. G. Richards, "Mapping Time" (1998), chapter 25, for the tabular Islamic calendar; the
33-year rule of the Persian calendar after K. M. Borkowski, "The Persian calendar for 3000 years"
(1996), exact for 1210 to 1502 (1831 to 2123).
"""

from __future__ import annotations

from datetime import date, timedelta

BUDDHIST_OFFSET = 543
"""Thai year minus Gregorian year, since the reform of 1941."""
MINGUO_OFFSET = 1911
"""Gregorian year minus year of the Republic of China: its year 1 is 1912."""

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""Japanese era -> Gregorian year minus year of the era. Year 1 is written 元."""

PERSIAN_MONTHS = {
    "فروردین": 1, "اردیبهشت": 2, "خرداد": 3, "تیر": 4, "مرداد": 5, "امرداد": 5, "شهریور": 6,
    "مهر": 7, "آبان": 8, "آذر": 9, "دی": 10, "بهمن": 11, "اسفند": 12,
    "حمل": 1, "ثور": 2, "جوزا": 3, "سرطان": 4, "اسد": 5, "سنبله": 6,
    "میزان": 7, "عقرب": 8, "قوس": 9, "جدی": 10, "دلو": 11, "حوت": 12,
    "وری": 1, "غویی": 2, "غبرګولی": 3, "چنګاښ": 4, "زمری": 5, "وږی": 6,
    "تله": 7, "لړم": 8, "لیندۍ": 9, "مرغومی": 10, "سلواغه": 11, "کب": 12,
}  # fmt: skip
"""Name -> month of the Solar Hijri calendar: in Iran, then in Afghanistan in Dari and in Pashto."""

HIJRI_MONTHS = {
    "محرم": 1, "المحرم": 1, "صفر": 2, "ربيع الأول": 3, "ربيع الاول": 3, "ربيع الآخر": 4,
    "ربيع الثاني": 4, "جمادى الأولى": 5, "جمادى الاولى": 5, "جمادى الآخرة": 6,
    "جمادى الثانية": 6, "رجب": 7, "شعبان": 8, "رمضان": 9, "شوال": 10, "ذو القعدة": 11,
    "ذي القعدة": 11, "ذو الحجة": 12, "ذي الحجة": 12,
    "muharram": 1, "safar": 2, "rabiulawal": 3, "rabiul awal": 3, "rabiulakhir": 4,
    "rabiul akhir": 4, "jamadilawal": 5, "jumadil awal": 5, "jamadilakhir": 6,
    "jumadil akhir": 6, "rejab": 7, "rajab": 7, "syaaban": 8, "syaban": 8, "shaban": 8,
    "ramadan": 9, "ramadhan": 9, "ramazan": 9, "syawal": 10, "shawwal": 10, "zulkaedah": 11,
    "zulkaidah": 11, "dhu al-qadah": 11, "zulhijah": 12, "zulhijjah": 12, "dhu al-hijjah": 12,
}  # fmt: skip
"""Name -> month of the Islamic calendar: in Arabic, then the usual Malay, Indonesian, Turkish and
English spellings."""

_PERSIAN_EPOCH = date(622, 3, 21)
_HIJRI_EPOCH = date(622, 7, 19)
"""1 Muharram 1 AH of the civil tabular calendar, in the proleptic Gregorian calendar."""


def from_persian(year: int, month: int, day: int) -> date | None:
    """A date of the Solar Hijri (Persian) calendar as a Gregorian date.

    Args:
        year: 1210 to 1502.
        month: 1 to 12.
        day: 1 to 31. Day 30 of Esfand, the last month, is accepted in any year; where there is no
            such day, it is the first of the next year.

    Returns:
        None if the year is out of range or the month has no such day.

    Example:
        >>> from_persian(1403, 1, 1)
        datetime.date(2024, 3, 20)
    """
    if not 1210 <= year <= 1502 or not 1 <= month <= 12:
        return None
    if not 1 <= day <= (31 if month <= 6 else 30):
        return None
    # (8 * year + 21) // 33 counts the leap years up to this one in cycles of 33 years.
    days = 365 * (year - 1) + (8 * year + 21) // 33
    days += 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return _PERSIAN_EPOCH + timedelta(days=days + day - 1)


def from_hijri(year: int, month: int, day: int) -> date | None:
    """A date of the Islamic calendar as a Gregorian date, by the tabular calendar.

    In countries where months begin with the observed new moon, the date may differ by one or two
    days.

    Args:
        year: 1200 to 1600.
        month: 1 to 12.
        day: 1 to 30.

    Returns:
        None if one of them is out of range.
    """
    if not 1200 <= year <= 1600 or not 1 <= month <= 12 or not 1 <= day <= 30:
        return None
    days = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return _HIJRI_EPOCH + timedelta(days=days + day - 1)
