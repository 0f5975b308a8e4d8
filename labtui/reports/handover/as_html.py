"""`handover-html`: the hand-over sheet as a page to print, on two sheets for a lab of 18."""

from __future__ import annotations

from labtui.reports.handover.build import handover_sheet
from labtui.reports.handover.sheet import Blank, Block, Item, Section, Sheet, Table
from labtui.reports.markup import document, escaped, link, table
from labtui.reports.report import Subject

_STYLE = """\
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:60rem;background:var(--background);color:var(--text);
font:1rem/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.2;margin:.2rem 0}
h2{font-size:1.2rem;margin:1.2rem 0 .3rem;border-bottom:1px solid var(--rule);color:var(--accent)}
h3{font-size:1rem;margin:.7rem 0 .1rem}
p{margin:.3rem 0}
ul{margin:.2rem 0;padding-left:1.2rem}
.blank{list-style:none;margin-left:-1.2rem;display:flex;gap:.5rem;align-items:end;min-height:1.9rem}
.blank i{flex:1;border-bottom:1px solid var(--quiet);min-width:5rem}
table{border-collapse:collapse;width:100%;margin:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.15rem .4rem .15rem 0;font-weight:400;
border-bottom:1px solid var(--rule)}
thead th{color:var(--quiet)}
tbody th{font-weight:600}
.plain td:nth-child(2){white-space:nowrap;padding-right:.9rem}
.hand{table-layout:fixed}.hand th:first-child{width:30%}.hand th:nth-child(2){width:29%}
.hand td:nth-child(2){white-space:normal}
.hand th,.hand td{vertical-align:bottom}
.hand tbody td{height:1.9rem;border-left:1px solid var(--rule);padding-left:.4rem}
a{color:var(--accent)}
.rebuild h2{color:inherit}
.rebuild table{font-size:.85rem}
@media (max-width:40rem){
thead{position:absolute;left:-99rem}
table,tbody,tr,th,td{display:block;border:0;padding:0}
tr{border-bottom:1px solid var(--rule);padding:.3rem 0}
.hand tbody td{border:0;padding:0}
.blank{flex-wrap:wrap}.blank i{flex-basis:100%;height:1.5rem}
td[data-of]::before{content:attr(data-of)": ";color:var(--quiet)}
}
@media print{
@page{size:A4;margin:7mm 12mm}
body{max-width:none;padding:0;background:none;font-size:8.4pt;line-height:1.2}
h1{font-size:14pt}h2{font-size:10.5pt;margin:1.5mm 0 .4mm}h3{font-size:8.4pt;margin:.8mm 0 0}
p,ul,table{margin:.4mm 0}
th,td{padding:.18mm 1.5mm .18mm 0}
.blank{min-height:6mm}
.plain tbody th{width:39%}
.hand tbody td{height:5.2mm;padding-left:1mm}.plain .hand th:first-child{width:30%}
.plain td:nth-child(2){padding-right:3mm}
.rebuild ul{columns:2;column-gap:7mm}
.rebuild table{font-size:7.4pt;line-height:1.15}
h2,h3{break-after:avoid}li,tr{break-inside:avoid}
a{color:inherit}
}
"""


def report(subject: Subject) -> str:
    """The sheet for the systems of a subject."""
    return html(handover_sheet(subject))


def html(sheet: Sheet) -> str:
    """The sheet as one page."""
    plain = "".join(_section(section, 2) for section in sheet.plain)
    rebuilding = "".join(_section(section, 3) for section in sheet.rebuilding)
    return document(
        sheet.title,
        _STYLE,
        f"<main>\n<h1>{escaped(sheet.title)}</h1>\n<p>{escaped(sheet.intro)}</p>\n"
        f'<div class="plain">\n{plain}</div>\n'
        f'<section class="rebuild">\n<h2>{escaped(sheet.rebuilding_title)}</h2>\n{rebuilding}'
        "</section>\n</main>\n",
    )


def _section(section: Section, depth: int) -> str:
    blocks = "".join(map(_block, section.blocks))
    parts = "".join(_section(part, depth + 1) for part in section.parts)
    return f"<section>\n<h{depth}>{escaped(section.title)}</h{depth}>\n{blocks}{parts}</section>\n"


def _block(block: Block) -> str:
    if isinstance(block, str):
        return f"<p>{escaped(block)}</p>\n"
    if isinstance(block, Table):
        rows = [[*map(escaped, row)] for row in block.rows]
        return table([*map(escaped, block.head)], rows, kind="hand" if block.by_hand else "")
    return f"<ul>\n{''.join(map(_entry, block))}</ul>\n"


def _entry(entry: Item | Blank) -> str:
    if isinstance(entry, Blank):
        return f'<li class="blank">{escaped(entry.asked)}: <i></i></li>\n'
    said = [f"<b>{escaped(entry.about)}</b>:"] if entry.about else []
    said += [escaped(entry.said)] if entry.said else []
    said += [link(entry.url)] if entry.url else []
    return f"<li>{' '.join(said)}</li>\n"
