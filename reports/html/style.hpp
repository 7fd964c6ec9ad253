// SPDX-License-Identifier: Apache-2.0
// The style sheet of the HTML report. Verdicts differ by word, weight and line, so that colour is never needed.
#pragma once

#include <string_view>

namespace assay::reports {

inline constexpr std::string_view html_style = R"css(
:root { --ink: #1b1b1b; --soft: #666; --line: #d9d6d0; --paper: #fff; --shade: #f6f5f2; --bad: #8c1c13; --odd: #7a5200; }
* { box-sizing: border-box; }
html { background: var(--paper); }
body { margin: 3rem auto 6rem; max-width: 62rem; padding: 0 1.5rem; color: var(--ink);
  font: 16px/1.55 Charter, "Bitstream Charter", "Source Serif Pro", Georgia, serif; }
h1 { font-size: 2rem; font-weight: 600; letter-spacing: -.01em; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; font-weight: 600; margin: 3.2rem 0 .8rem; padding-top: .6rem; border-top: 1px solid var(--ink); }
h3 { font-size: 1.02rem; font-weight: 600; margin: 2rem 0 .4rem; }
a { color: inherit; text-decoration-color: #aaa; text-underline-offset: 2px; }
code, pre, .m { font: .8rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { margin: .2rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.lead { color: var(--soft); margin: 0 0 1.6rem; }
.note { border: 1px solid var(--ink); padding: .35rem .7rem; margin: .3rem .5rem .3rem 0; display: inline-block; }
.verdict { font-size: 1.1rem; margin: 1.4rem 0; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; font-variant-numeric: tabular-nums lining-nums; }
th { text-align: left; font-weight: 400; color: var(--soft); font-size: .86rem; padding: .25rem .6rem .25rem 0; vertical-align: bottom; }
td { padding: .28rem .6rem .28rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
table.facts th { width: 9rem; border-top: 1px solid var(--line); vertical-align: top; padding-top: .35rem; }
td.n, th.n { text-align: right; width: 5.4rem; padding-right: 0; overflow-wrap: normal; }
td.zero { color: #bbb; }
td.s { width: 11.5rem; }
tr.total td { border-top: 1px solid var(--ink); font-weight: 600; }
.v { font-size: .78rem; letter-spacing: .04em; white-space: nowrap; }
.fail, .error { font-weight: 700; color: var(--bad); }
.inconclusive, .expected, .refused, .not_run { font-weight: 600; color: var(--odd); }
.pass, .not_applicable { color: var(--soft); }
details.case { border-top: 1px solid var(--line); padding: .35rem 0; }
details.case > summary { cursor: pointer; list-style-position: outside; }
details.case > summary .t { color: var(--soft); }
details.bad { border-left: 4px solid var(--ink); padding: .6rem .9rem .6rem 1.6rem; margin: .5rem 0; background: var(--shade); }
.step { margin: .55rem 0 .55rem 1rem; }
.step > .h { font-size: .92rem; }
.step > .h .w { color: var(--soft); font-size: .82rem; }
.x { margin-left: 1rem; }
.x details > summary { color: var(--soft); font-size: .8rem; cursor: pointer; }
.x details pre { border-left: 1px solid var(--line); padding-left: .8rem; }
.why { margin: .4rem 0 .4rem 1rem; border: 1px solid var(--ink); padding: .3rem .8rem; background: var(--paper); }
.why table { margin: 0; } .why td { border: 0; padding: .1rem .6rem .1rem 0; }
.why td:first-child { color: var(--soft); width: 5.5rem; }
dl.req dt { font-weight: 600; margin-top: 1rem; } dl.req dd { margin: .1rem 0 0 1.4rem; }
dl.req .src { color: var(--soft); font-size: .86rem; }
ul.plain { padding-left: 1.1rem; margin: .3rem 0; }
nav { font-size: .92rem; color: var(--soft); } nav a { margin-right: 1rem; }
:target { outline: 2px solid var(--ink); outline-offset: 3px; }
@media print {
  body { margin: 0; max-width: none; font-size: 10pt; } nav { display: none; }
  h2 { break-after: avoid; } .step, tr, dt { break-inside: avoid; } a { text-decoration: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
)css";

}  // namespace assay::reports
