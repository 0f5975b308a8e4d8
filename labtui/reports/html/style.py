"""How the page looks: on screens light or dark, on telephones, on paper."""

from __future__ import annotations

from labtui.data.framework.colours import RISK_COLOURS
from labtui.reports.html.pieces import LEVEL_CLASSES, RISK_CLASSES

_LEVELS = "".join(
    f".{kind}{{color:var(--level-{level});fill:var(--level-{level})}}"
    f".chip.{kind}{{background:var(--level-{level}-tint)}}"
    f"rect.{kind}{{fill:var(--level-{level}-tint)}}\n"
    for level, kind in LEVEL_CLASSES.items()
    if level
)
_RISKS = "".join(
    f".{kind},svg .{kind}{{color:var(--{colour});fill:var(--{colour})}}\n"
    for risk, colour in RISK_COLOURS.items()
    for kind in (RISK_CLASSES[risk],)
)
_OWNERS = "".join(
    f".{kind}{{box-shadow:inset 0 -3px var(--owner-{owner})}}\n"
    for kind, owner in (("oy", "you"), ("os", "shared"), ("op", "provider"))
)
_ZONES = "".join(
    f".{kind}{{background:var(--zone-{zone})}}\n"
    for kind, zone in zip(
        ("zr", "zu", "zh", "zl", "zp"),
        ("risky", "unbound", "home", "lab", "production"),
        strict=True,
    )
)

STYLE = (
    """\
*{box-sizing:border-box}
html{scroll-padding-top:3rem}
body{margin:0 auto;padding:0 1rem 3rem;max-width:66rem;background:var(--background);
color:var(--text);font:1rem/1.45 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.2;margin:1rem 0 .2rem}
h2{font-size:1.3rem;margin:2.2rem 0 .4rem;border-bottom:1px solid var(--rule)}
h3{font-size:1.05rem;margin:1.2rem 0 .2rem}h4{margin:.5rem 0 0;font-size:.95rem}
p,ul,dl{margin:.3rem 0}ul{padding-left:1.2rem}
.b{font-weight:600}
a{color:var(--accent);text-underline-offset:2px;overflow-wrap:anywhere}
tbody th{min-width:8.5rem}
nav{position:sticky;top:0;background:var(--background);border-bottom:1px solid var(--rule);
padding:.5rem 0;display:flex;flex-wrap:wrap;gap:.1rem .9rem;z-index:1}
table{border-collapse:collapse;width:100%;margin:.4rem 0}
caption{text-align:left;font-weight:600}
th,td{text-align:left;vertical-align:top;padding:.2rem .5rem .2rem 0;font-weight:400;
border-bottom:1px solid var(--rule)}
thead th,.quiet,dt{color:var(--quiet)}
.cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.5rem 1.5rem;
align-items:start}
.chip{display:inline-block;min-width:1.7em;padding:0 .25em;text-align:center;border-radius:2px;
font:.85em ui-monospace,monospace;white-space:nowrap}
.chip.lu{outline:1px dashed var(--quiet)}rect.lu{fill:none;stroke:var(--quiet);stroke-dasharray:3 2}
.sq{letter-spacing:.05em;white-space:nowrap;font-family:ui-monospace,monospace}
.critical{color:var(--risk-critical);font-weight:600}.warning{color:var(--risk-high)}
.layers{font-size:.85rem;table-layout:fixed}
.layers th:first-child{width:16rem;font-size:.95rem}
.layers thead th{vertical-align:bottom}
.layers thead th+th{padding:.2rem 0;height:9.5rem}
.layers thead span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap}
.layers thead th+th{text-align:center}
.layers td{text-align:center;vertical-align:middle;padding:.2rem 0;font-weight:600;
border-left:1px solid var(--rule)}
.layers td.i{font-size:.75em;font-weight:400}
.on{background:var(--risk-critical);color:var(--ink)}
.ou{background:var(--risk-raised);color:var(--ink)}
.map{table-layout:fixed}.map td{padding:.3rem;border:1px solid var(--background)}
.map th:first-child{width:15%}
.zone{padding:0 .3em;font-weight:600}
figure{margin:.5rem 0}
svg{max-width:100%;height:auto;font:12px ui-monospace,monospace;display:block}
svg text{fill:var(--text);white-space:pre}svg .mid{text-anchor:middle}
svg a:hover text{text-decoration:underline}
svg text.quiet{fill:var(--quiet)}
path{fill:none;stroke:var(--quiet)}.rule{stroke:var(--rule);shape-rendering:crispEdges}
.run{stroke-width:2}.dep{stroke:var(--accent)}
.mem{stroke-dasharray:8 3 2 3}.bak{stroke:var(--owner-shared);stroke-dasharray:2 3}
.rec{stroke:var(--level-3a);stroke-dasharray:7 4}
.box{fill:var(--surface);stroke:var(--rule)}.planned{stroke-dasharray:4 3}
svg.narrow{display:none}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
.legend svg{display:inline-block;vertical-align:middle}
.index{list-style:none;padding:0;columns:14rem}
article{border-top:1px solid var(--rule);margin-top:1.4rem}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.1rem 1rem}dd{margin:0}
@media (max-width:40rem){
body{padding:0 .9rem 3rem}
.stack thead{position:absolute;left:-99rem}
.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block;border:0;padding:0}
.stack tr{border-bottom:1px solid var(--rule);padding:.3rem 0}
.stack th{padding-top:.1rem}
.stack td[data-of]::before{content:attr(data-of)": ";color:var(--quiet)}
tbody th{min-width:0}
.layers{font-size:.72rem}.layers th:first-child{width:6.6rem;font-size:.8rem}
.map{font-size:.7rem}.map td,.map th{padding:.15rem}.map th:first-child{width:19%}
.map .chip{display:none}
svg.wide{display:none}svg.narrow{display:block}
dl{grid-template-columns:1fr}dd{margin:0 0 .3rem}
}
@media print{
@page{size:A4;margin:12mm}
body{max-width:none;padding:0;background:none;font-size:9pt}
nav,.index{display:none}
h1{font-size:15pt}h2{font-size:12pt;margin-top:6mm}h3{font-size:10pt}
h2,h3{break-after:avoid}tr,li,dt,dd{break-inside:avoid}
svg{max-height:200mm;break-inside:avoid}#needs,#map{break-inside:avoid}
a{color:inherit;text-decoration:none}
*{print-color-adjust:exact}
}
"""
    + _LEVELS
    + _RISKS
    + _OWNERS
    + _ZONES
)
