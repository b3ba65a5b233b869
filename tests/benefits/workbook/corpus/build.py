"""The 36 kinds of broken spreadsheet, as files. `expected.yaml` beside this says what each must be answered with.

Every function is one kind; its name begins with the number of the kind. Kinds about what people do at once or twice
(33 to 36) give the file here and are acted out in `test_apply.py`.
"""

from __future__ import annotations

import codecs
import io
import random
from typing import Any

import xlsxwriter

from benefits.workbook.grid import letters
from tests.benefits.workbook.corpus.making import (
    archive,
    lying_sizes,
    part,
    parts,
    with_cell,
    with_type,
    workbook,
)
from tests.benefits.workbook.example import Example, Sheet

Files = dict[str, bytes]
SHARE, MANY, LEVEL, SPARE = "2.4.2", "2.4.3", "1.1.1", "2.4.4"
SHEET1 = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def fresh(example: Example) -> Sheet:
    """Three rows: 2 is 2.4.2:2020 (public), 3 is 2.4.2:2021 (nothing yet), 4 is 1.1.1:2019 or the first of the levels."""
    return example.sheet().only((SHARE, "2020"), (SHARE, "2021"), (SHARE, "2022"), (LEVEL, "2021"))


def filled(example: Example, **cells: str) -> Sheet:
    return fresh(example).put(SHARE, "2021", **{"value": "18", **cells})


def k01_merged(example: Example) -> Files:
    def data(book: Any, page: Any) -> None:
        page.merge_range(1, 7, 2, 7, 16.5)

    def head(book: Any, page: Any) -> None:
        page.merge_range(0, 7, 0, 8, "Value")

    return {"data.xlsx": workbook(filled(example), data), "head.xlsx": workbook(filled(example), head)}


def k02_encodings(example: Example) -> Files:
    def in_words(words: str) -> Sheet:
        return filled(example, narrative_en=words)

    return {
        "utf-8-bom.csv": codecs.BOM_UTF8 + in_words("Свод").csv(),
        "utf-16.csv": in_words("Свод").csv("utf-16"),
        "utf-16-without-mark.csv": in_words("x").csv("utf-16-le"),
        "cp1256.csv": in_words("تقرير").csv("cp1256"),
        "gb18030.csv": in_words("报告").csv("gb18030"),
        "cp1251.csv": in_words("Свод").csv("cp1251"),
        "latin-1.csv": in_words("résumé").csv("latin-1"),
        "bom-and-latin-1.csv": codecs.BOM_UTF8 + in_words("résumé").csv("latin-1"),
    }


def k03_formulas(example: Example) -> Files:
    def formulas(book: Any, page: Any) -> None:
        page.write_formula(2, 7, "=1+1", None, 2)
        page.write_formula(3, sheet.columns.index("narrative_en"), '=HYPERLINK("https://example.org","x")', None, "x")

    sheet = filled(example)
    words = {
        "plus": "+cmd|' /C calc'!A0",
        "at": "@SUM(1)",
        "wide": "＝1+1",
        "equals": "=1+1 is what it says",
        "tab": "a\t=1+1",
    }
    texts = {f"text-{name}.xlsx": workbook(filled(example, narrative_en=said)) for name, said in words.items()}
    csvs = {f"text-{name}.csv": filled(example, narrative_en=said).csv() for name, said in words.items()}
    return {
        "formulas.xlsx": workbook(sheet, formulas),
        **texts,
        **csvs,
        "value.csv": filled(example, value="=1+1").csv(),
    }


def k04_formula_without_value(example: Example) -> Files:
    book = workbook(filled(example))
    return {"uncalculated.xlsx": with_cell(book, "H3", '<c r="H3"><f>SUM(A1:A2)</f></c>')}


def k05_duplicates(example: Example) -> Files:
    same, other = filled(example), filled(example)
    same.rows.append(dict(same.rows[1]))
    other.rows.append({**other.rows[1], "value": "19"})
    return {"same.csv": same.csv(), "other.xlsx": workbook(other)}


def k06_duplicates_in_disguise(example: Example) -> Files:
    disguises = {
        "space": " 2.4.2 ",
        "zero-width": "2\u200b.4.2",
        "rtl-mark": "\u200f2.4.2",
        "wide": "２．４．２",
        "soft-hyphen": "2.4\u00ad.2",
    }
    files = {}
    for name, code in disguises.items():
        sheet = filled(example)
        sheet.rows.append({**sheet.rows[1], "indicator": code, "framework": " REFORM"})
        files[f"{name}.csv"] = sheet.csv()
    return files


def k07_dates(example: Example) -> Files:
    said = {
        "ambiguous": "03/04/2024",
        "serial": "45292",
        "no-such-day": "2024-02-31",
        "year-24": "0024",
        "buddhist": "2567",
        "hijri": "1445",
    }
    files = {}
    for name, period in said.items():
        sheet = filled(example)
        sheet.rows[1]["period"] = period
        files[f"{name}.csv"] = sheet.csv()

    def dated(days: int, form: str) -> Any:
        def tweak(book: Any, page: Any) -> None:
            page.write_number(2, 2, days, book.add_format({"num_format": form}))

        return tweak

    # 31 December 2021 as each of the two calendars counts it, and a month.
    files["date-1900.xlsx"] = workbook(filled(example), dated(44561, "yyyy-mm-dd"))
    files["date-1904.xlsx"] = workbook(filled(example), dated(43099, "yyyy-mm-dd"), date_1904=True)
    files["month.xlsx"] = workbook(filled(example), dated(44531, "mmm-yy"))
    files["serial.xlsx"] = workbook(filled(example), dated(45292, "General"))
    return files


def k08_numbers_that_are_none(example: Example) -> Files:
    said = ("NaN", "INF", "1e400", "1e1000000", "-0", "1" * 40, "1.2345678", "9" * 16)
    files = {f"text-{number}.csv": filled(example, value=said).csv() for number, said in enumerate(said)}
    book = workbook(filled(example))
    for number, raw in enumerate(("NaN", "INF", "1e400", "1e1000000", "-0", "1" * 40)):
        files[f"cell-{number}.xlsx"] = with_cell(book, "H3", f'<c r="H3"><v>{raw}</v></c>')
    return files


def k09_percentages(example: Example) -> Files:
    def shown(values: list[tuple[int, float]], form: str) -> Any:
        def tweak(book: Any, page: Any) -> None:
            for row, value in values:
                page.write_number(row, 7, value, book.add_format({"num_format": form}))

        return tweak

    mixed = filled(example).put(SHARE, "2022", value="30")
    many = example.sheet().only((MANY, "2023")).put(MANY, "2023", value="3")
    return {
        "all-percent.xlsx": workbook(filled(example), shown([(1, 0.165), (2, 0.3)], "0%")),
        "thirty-general.xlsx": workbook(filled(example, value="30")),
        "text-30-percent.csv": filled(example, value="30%").only((SHARE, "2021")).csv(),
        "part-general.xlsx": workbook(filled(example, value="0.3")),
        "mixed.xlsx": workbook(mixed, shown([(2, 0.3)], "0%")),
        "foreign.xlsx": workbook(many, shown([(1, 0.3)], "0%")),
    }


def k10_separators(example: Example) -> Files:
    said = ("1,234", "1.234", "1 234", "1\u202f234", "1\u00a0234", "1_000", "1'234", "12,345,678")
    rows = [example.sheet().only((MANY, "2023")).put(MANY, "2023", value=each) for each in said]
    files = {f"{number}.csv": sheet.csv() for number, sheet in enumerate(rows)}
    return files | {f"{number}.xlsx": workbook(sheet) for number, sheet in enumerate(rows) if number != 1}


def k11_digits_of_other_scripts(example: Example) -> Files:
    return {
        "arabic.csv": filled(example, value="١٨٫٥").csv(),
        "persian.csv": filled(example, value="۱۸٫۵").csv(),
        "mixed.csv": filled(example, value="1٨").csv(),
    }


def k12_errors_of_formulas(example: Example) -> Files:
    book = workbook(filled(example))
    files = {}
    for number, error in enumerate(("#DIV/0!", "#N/A", "#REF!")):
        files[f"{number}.xlsx"] = with_cell(book, "H3", f'<c r="H3" t="e"><v>{error}</v></c>')
    return files


def k13_nothing_and_zero(example: Example) -> Files:
    said = {"na": "n/a", "dash": "-", "dots": ".."}
    files = {f"{name}.csv": filled(example, value=text).csv() for name, text in said.items()}
    files["empty.csv"] = fresh(example).csv()
    files["blanked.csv"] = fresh(example).put(SHARE, "2020", value="").csv()
    files["words-alone.csv"] = filled(example, value="", narrative_en="Soon.").csv()
    files["zero.csv"] = filled(example, value="0").csv()
    files["reason.csv"] = filled(example, value="", missing="not published").csv()
    files["both.csv"] = filled(example, missing="not published").csv()
    return files


def k14_heads(example: Example) -> Files:
    unknown, missing, repeated, reordered = (filled(example) for _ in range(4))
    unknown.columns.append("Colour")
    missing.columns.remove("value")
    repeated.columns.append("value")
    reordered.columns.reverse()
    table = filled(example)
    plain = table.csv().decode().splitlines()
    names = ",".join(table.columns)
    return {
        "unknown.csv": unknown.csv(),
        "missing.csv": missing.csv(),
        "repeated.csv": repeated.csv(),
        "reordered.xlsx": workbook(reordered),
        "plain-names.csv": "\r\n".join([names, *plain[1:], ""]).encode(),
        "none.csv": b"a,b,c\r\n1,2,3\r\n",
    }


def k15_hidden(example: Example) -> Files:
    def row(book: Any, page: Any) -> None:
        page.set_row(2, None, None, {"hidden": True})

    def column(book: Any, page: Any) -> None:
        page.set_column(7, 7, None, None, {"hidden": True})

    def other_sheet(book: Any, page: Any) -> None:
        book.add_worksheet("Aside").hide()

    def filtered(book: Any, page: Any) -> None:
        page.autofilter(0, 0, 4, 3)
        page.filter_column("C", "x == 2020")
        for number in (2, 3, 4):
            page.set_row(number, None, None, {"hidden": True})

    tweaks = {"row": row, "column": column, "sheet": other_sheet, "filter": filtered}
    return {f"{name}.xlsx": workbook(filled(example), tweak) for name, tweak in tweaks.items()}


def k16_too_much(example: Example) -> Files:
    head, *rows = filled(example).csv().splitlines()
    book = workbook(filled(example))
    sheet = part(book, SHEET1)
    row = b'<row r="1000001"><c r="A1000001"><v>1</v></c></row></sheetData>'
    return {
        "rows.csv": b"\r\n".join([head, *rows * 333_334]),
        "21000-rows.csv": b"\r\n".join([head, *rows[1:] * 7_000]),
        "row-of-a-million.xlsx": parts(book, {SHEET1: sheet.replace(b"</sheetData>", row)}),
        "columns.csv": b",".join([b"x"] * 16_384) + b"\r\n",
        "columns.xlsx": with_cell(book, "H3", '<c r="H3"><v>1</v></c><c r="XFD3"><v>1</v></c>'),
        "cell.xlsx": workbook(filled(example, narrative_en="x" * 32_767)),
        "cell.csv": filled(example, narrative_en="x" * 32_767).csv(),
        "narrative.xlsx": workbook(filled(example, derivation_en="x" * 1_001)),
    }


def k17_unpacks_to_82_megabytes(example: Example) -> Files:
    cell = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(cell % (number, number) for number in range(1, 2_000_000))[: 82 * 1024 * 1024]
    return {"small.xlsx": parts(workbook(filled(example)), {SHEET1: b"<worksheet><sheetData>" + rows})}


def k18_archives(example: Example) -> Files:
    book = workbook(filled(example))
    return {
        "nested.xlsx": parts(book, {"xl/media/inner.zip": book}),
        "itself.xlsx": archive({"itself.xlsx": b"PK\x03\x04"}),
        "entries.xlsx": parts(book, {f"xl/media/{number}.txt": b"x" for number in range(10_000)}),
        "ratio.xlsx": parts(book, {"xl/media/zeros.bin": bytes(20 * 1024 * 1024)}),
        "lying.xlsx": lying_sizes(book, SHEET1, 40),
        "lying-big.xlsx": lying_sizes(book, SHEET1, 4_000_000_000),
    }


def k19_entities(example: Example) -> Files:
    book = workbook(filled(example, narrative_en="Words."))
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    names = (SHEET1, "xl/styles.xml", "xl/sharedStrings.xml")
    files = {}
    for number, name in enumerate(names):
        files[f"laughs-{number}.xlsx"] = with_type(book, name, laughs)
        files[f"outside-{number}.xlsx"] = with_type(book, name, outside)
    return files


def k20_other_formats(example: Example) -> Files:
    book = workbook(filled(example))
    return {
        "macros.xlsm": book,
        "macros.xlsx": parts(book, {"xl/vbaProject.bin": b"x"}),
        "old.xls": OLE,
        "old-renamed.xlsx": OLE + "Workbook".encode("utf-16-le"),
        "binary.xlsb": book,
        "binary-renamed.xlsx": parts(book, {"xl/workbook.bin": b"x"}),
        "calc.ods": book,
        "calc-renamed.xlsx": archive(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}
        ),
        "links.xlsx": parts(book, {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "dde.xlsx": parts(book, {"xl/externalLinks/externalLink1.xml": b'<ddeLink ddeService="cmd"/>'}),
        "object.xlsx": parts(book, {"xl/embeddings/oleObject1.bin": OLE}),
        "password.xlsx": OLE + "EncryptedPackage".encode("utf-16-le"),
    }


def k21_content_and_name(example: Example) -> Files:
    plain = filled(example).csv()
    return {
        "page.csv": b"<!DOCTYPE html><html><table></table></html>",
        "report.xlsx": b"%PDF-1.7\n",
        "archive.xlsx": archive({"a.txt": b"x"}),
        "program.xlsx": b"MZ\x90\x00",
        "text.xlsx": plain,
        "workbook.csv": workbook(filled(example)),
        "none": plain,
        "updates.xlsx.exe": plain,
        "updates.exe.xlsx": workbook(filled(example)),
        ".csv": plain,
    }


def k22_characters(example: Example) -> Files:
    said = {"nul": "a\x00b", "bell": "a\x07b", "override": "a\u202eb", "isolate": "a\u2066b", "c1": "a\x85b"}
    files = {f"{name}.csv": filled(example, narrative_en=text).csv() for name, text in said.items()}
    book = workbook(filled(example, narrative_en="Words."))
    where = f"{_letters(filled(example), 'narrative_en')}3"
    surrogate = f'<c r="{where}" t="inlineStr"><is><t>a_xD800_b</t></is></c>'
    files["surrogate.xlsx"] = with_cell(book, where, surrogate)
    files["nul.xlsx"] = with_cell(book, where, surrogate.replace("D800", "0000"))
    files["surrogate.csv"] = (
        filled(example, narrative_en="ab").csv("utf-16").replace("ab".encode("utf-16-le"), b"a\x00\x00\xd8")
    )
    return files


def _letters(sheet: Sheet, column: str) -> str:
    return letters(sheet.columns.index(column) + 1)


def k23_markup(example: Example) -> Files:
    return {
        "script.csv": filled(example, narrative_en="<script>alert(1)</script>").csv(),
        "link.xlsx": workbook(filled(example, narrative_en="[x](javascript:alert(1))")),
    }


def k24_values_that_cannot_be(example: Example) -> Files:
    big = example.sheet().only((MANY, "2023")).put(MANY, "2023", value="1200")
    future = filled(example)
    future.rows[1]["period"] = "2024"
    closed = filled(example)
    closed.rows[1]["period"] = "2025"
    ended = example.sheet().only((SPARE, "2022")).put(SPARE, "2022", value="3")
    ended.rows[0]["period"] = "2023"
    return {
        "beyond.csv": filled(example, value="140").csv(),
        "below.xlsx": workbook(filled(example, value="-1")),
        "unit.csv": filled(example, unit="missions").csv(),
        "future.csv": future.csv(),
        "closed-and-future.csv": closed.csv(),
        "closed.csv": ended.csv(),
        "jump.csv": big.csv(),
        "denominator.csv": filled(example, denominator="0").csv(),
    }


def k25_targets_and_parts(example: Example) -> Files:
    target = filled(example)
    target.columns.append("Target")
    return {
        "target.csv": target.csv(),
        "parts.csv": filled(example, numerator="1", denominator="2").csv(),
        "parts-agree.csv": filled(example, numerator="9", denominator="50").csv(),
    }


def k26_indicators_of_others(example: Example) -> Files:
    unknown, foreign, elsewhere = filled(example), filled(example), filled(example)
    unknown.rows[1]["indicator"] = "9.9.9"
    foreign.rows[1]["indicator"] = "2.4.9"
    elsewhere.rows[1]["framework"] = "other"
    return {"unknown.csv": unknown.csv(), "foreign.csv": foreign.csv(), "elsewhere.csv": elsewhere.csv()}


def k27_locked(example: Example) -> Files:
    sheet = example.sheet().only((MANY, "2021"))
    return {"untouched.csv": sheet.csv(), "touched.csv": sheet.put(MANY, "2021", value="99").csv()}


def k28_changed_since(example: Example) -> Files:
    stale = filled(example).put(SHARE, "2020", version="0", value="17")
    without = filled(example).put(SHARE, "2021", version="")
    return {"stale.csv": stale.csv(), "without-version.csv": without.csv()}


def k29_nothing(example: Example) -> Files:
    return {"zero.xlsx": b"", "zero.csv": b""}


def k30_heads_only(example: Example) -> Files:
    sheet = fresh(example)
    sheet.rows = []
    return {"heads.csv": sheet.csv(), "heads.xlsx": workbook(sheet)}


def k31_many_sheets(example: Example) -> Files:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for number in range(200):
        book.add_worksheet(f"S{number}")
    book.close()

    def second(book: Any, page: Any) -> None:
        book.add_worksheet("Copy").write_row(0, 0, filled(example).table()[0])

    return {"200.xlsx": file.getvalue(), "second.xlsx": workbook(filled(example), second)}


def k32_names(example: Example) -> Files:
    plain = filled(example).csv()
    return {
        "../../x.csv": plain,
        f"{'x' * 296}.csv": plain,
        "up\u202evsc.csv": plain,
        "a\\b.csv": plain,
        "отчёт 2021.csv": plain,
    }


def k33_same_file_twice(example: Example) -> Files:
    return {"twice.csv": filled(example).csv()}


def k34_cut(example: Example) -> Files:
    book, plain = workbook(filled(example)), filled(example, narrative_en="Words. " * 40).csv()
    noise = random.Random(1).randbytes(2000)  # noqa: S311  # the same noise each time
    return {
        "half.xlsx": book[: len(book) // 2],
        "half.csv": plain[: plain.index(b"Words.") + 40],
        "noise.xlsx": b"PK\x03\x04" + noise,
    }


def k35_two_people(example: Example) -> Files:
    return {"both.csv": filled(example).csv()}


def k36_another_file_confirmed(example: Example) -> Files:
    return {"first.csv": filled(example).csv(), "second.csv": filled(example, value="19").csv()}


KINDS = {
    name[1:3]: function for name, function in sorted(globals().items()) if name.startswith("k") and name[1:3].isdigit()
}
