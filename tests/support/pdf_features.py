"""
Pages that have one thing each, to be judged one by one: what a template, or a writer, may hand to the PDF engine.

The kinds of words are met in every place that words stand in; what is built of
blocks is written out.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from support.sample_document import PICTURE

IMAGE: Final = f"data:image/png;base64,{b64encode(PICTURE.data).decode()}"
SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><title>A bar</title>'
    '<rect width="50" height="20" fill="#123f6d"/></svg>'
)
LONG: Final = "The ferry crosses at the narrows whenever the wind allows it. " * 60
WORDS: Final = {
    "text": "plain words",
    "emphasis": "<em>stressed</em> words",
    "strong": "<strong>strong</strong> words",
    "both": "<strong><em>both</em></strong> words",
    "code": "<code>x = 1</code> words",
    "language": '<span lang="fr">mots</span> <em lang="de">Wörter</em>',
    "link": '<a href="https://example.org/">a link</a>',
    "emphasis in a link": '<a href="https://example.org/"><em>a</em> <strong>link</strong> <code>x</code></a>',
    "citation": 'said<sup class="cite"><a href="#there">1</a></sup>',
    "note": 'said<sup class="cite">1</sup><span class="note"><span>1</span> Who said so</span>',
    "abbreviation": '<abbr title="European Union">EU</abbr>, <small>small</small>, H<sub>2</sub>O, <del>old</del>',
    "break": "one<br>two",
    "picture": f'a <img src="{IMAGE}" alt="A flag" width="20" height="14"> in words',
    "picture in a link": f'<a href="https://example.org/"><img src="{IMAGE}" alt="A flag" width="20" height="14"></a>',
}
PLACES: Final = {
    "paragraph": "<p>{}</p>",
    "heading": "<h2>{}</h2><p>Below.</p>",
    "item": "<ul><li>{}</li><li>second</li></ul>",
    "loose item": "<ol><li><p>{}</p><p>more</p></li><li><p>second</p></li></ol>",
    "term": "<dl><dt>{}</dt><dd>what it is</dd></dl>",
    "definition": "<dl><dt>term</dt><dd>{}</dd></dl>",
    "cell": "<table><tr><th>Head</th></tr><tr><td>{}</td></tr></table>",
    "head of a table": "<table><thead><tr><th>{}</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table>",
    "quotation": "<blockquote><p>{}</p><footer>who</footer></blockquote>",
    "caption": f'<figure><img src="{IMAGE}" alt="A flag"><figcaption>{{}}</figcaption></figure>',
}

_ROWS = "".join(f"<tr><th scope=row>{n}</th><td>a</td><td>b</td></tr>" for n in range(40))
BLOCKS: Final = {
    "nested lists": "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>",
    "list without marks": '<ul style="list-style:none"><li>a</li><li>b</li></ul>',
    "list with marks inside": '<ul style="list-style-position:inside"><li>a</li><li><p>b</p></li></ul>',
    "list as a grid": '<ul style="display:grid;grid-template-columns:1fr 1fr;list-style:none"><li>a</li><li>b</li></ul>',
    "list as a table": '<ul style="display:table"><li style="display:table-row"><span style="display:table-cell">a</span></li></ul>',
    "list of one": "<ol start=7><li>a</li></ol>",
    "code in an item": "<ul><li>a<pre><code>x\ny</code></pre></li></ul>",
    "table in an item": "<ul><li>a<table><tr><th>h</th></tr><tr><td>c</td></tr></table></li></ul>",
    "quotation in an item": "<ul><li><blockquote><p>q</p></blockquote></li></ul>",
    "item over pages": f"<ul><li>{LONG}</li><li>b</li></ul>",
    "list over pages": "<ul>" + "<li>an item</li>" * 60 + "</ul>",
    "definitions over pages": "<dl>" + "<dt>t</dt><dd>d</dd>" * 40 + "</dl>",
    "two definitions of a term": "<dl><dt>t</dt><dt>u</dt><dd>a</dd><dd><p>b</p><p>c</p></dd></dl>",
    "paragraph over pages": f"<p>{LONG}</p>",
    "link over pages": f'<p><a href="https://example.org/">{LONG}</a></p>',
    "section over pages": f"<section><h2>s</h2><p>{LONG}</p><p>{LONG}</p></section>",
    "article in a section": "<section><h2>s</h2><article><h3>a</h3><p>x</p></article></section>",
    "quotation over pages": f"<blockquote><p>{LONG}</p></blockquote>",
    "column heads that span": "<table><tr><th colspan=2>ab</th><th>c</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>",
    "row heads that span": "<table><tr><th rowspan=2 scope=row>r</th><td>1</td></tr><tr><td>2</td></tr></table>",
    "head of two rows": "<table><thead><tr><th rowspan=2>a</th><th colspan=2>b</th></tr><tr><th>c</th><th>d</th></tr></thead>"
    "<tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>",
    "empty cells": "<table><tr><th></th><th>b</th></tr><tr><td></td><td>c</td></tr></table>",
    "heads of rows and columns": "<table><tr><td></td><th>b</th></tr><tr><th scope=row>c</th><td>1</td></tr></table>",
    "cells that span": "<table><tr><th>a</th><th>b</th></tr><tr><td colspan=2>c</td></tr><tr><td>d</td><td>e</td></tr></table>",
    "table with a foot": "<table><thead><tr><th>h</th></tr></thead><tfoot><tr><td>f</td></tr></tfoot><tbody><tr><td>1</td></tr></tbody></table>",
    "two bodies": "<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>1</td></tr></tbody><tbody><tr><td>2</td></tr></tbody></table>",
    "table with a caption": "<table><caption>What it shows</caption><tr><th>h</th></tr><tr><td>1</td></tr></table>",
    "caption below": '<table><caption style="caption-side:bottom">Below</caption><tr><th>h</th></tr><tr><td>1</td></tr></table>',
    "table in a cell": "<table><tr><th>h</th></tr><tr><td><table><tr><th>i</th></tr><tr><td>1</td></tr></table></td></tr></table>",
    "blocks in a cell": "<table><tr><th>h</th></tr><tr><td><p>a</p><ul><li>b</li></ul><p>c</p></td></tr></table>",
    "table over pages": f"<table><thead><tr><th>n</th><th>a</th><th>b</th></tr></thead><tbody>{_ROWS}</tbody></table>",
    "linked head over pages": '<table><thead><tr><th><a href="https://example.org/">n</a></th><th>a</th><th>b</th></tr></thead>'
    f"<tbody>{_ROWS}</tbody></table>",
    "captioned table over pages": f"<table><caption>c</caption><thead><tr><th>n</th><th>a</th><th>b</th></tr></thead><tbody>{_ROWS}</tbody></table>",
    "row over pages": f"<table><tr><th>a</th><th>b</th></tr><tr><td>{LONG}</td><td>{LONG}</td></tr></table>",
    "figure": f'<figure><img src="{IMAGE}" alt="A flag"><figcaption>A caption</figcaption></figure>',
    "figure without a caption": f'<figure><img src="{IMAGE}" alt="A flag"></figure>',
    "two pictures in a figure": f'<figure><img src="{IMAGE}" alt="One"><img src="{IMAGE}" alt="Two"><figcaption>c</figcaption></figure>',
    "drawing": f"<p>{SVG}</p>",
    "drawing as a picture": f'<p><img alt="A bar" src="data:image/svg+xml;base64,{b64encode(SVG.encode()).decode()}"></p>',
    "drawing with words": '<p><svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><title>T</title><text y="20">words</text></svg></p>',
    "picture as a background": f'<div style="background:url({IMAGE});height:40px"><p>over it</p></div>',
    "gradient": '<div style="background:linear-gradient(#fff,#eee);height:40px"><p>over it</p></div>',
    "border and shade": '<div style="border:2px solid #123;border-radius:4px;background:#eef"><p>in a box</p></div>',
    "columns": f'<div style="columns:2"><p>{LONG[:3000]}</p><p>{LONG[:2000]}</p></div>',
    "flexible boxes": '<div style="display:flex"><div><p>a</p></div><div><p>b</p></div></div>',
    "grid": '<div style="display:grid;grid-template-columns:1fr 1fr"><div><p>a</p></div><div><p>b</p></div></div>',
    "boxes as a table": '<div style="display:table"><div style="display:table-cell"><p>a</p></div><div style="display:table-cell"><p>b</p></div></div>',
    "float": '<aside style="float:right"><p>aside</p></aside><p>text</p>',
    "placed absolutely": '<div style="position:absolute;top:0;right:0"><p>placed</p></div><p>text</p>',
    "placed on each page": f'<div style="position:fixed;top:0;right:0"><p>fixed</p></div><p>{LONG}</p>',
    "relative": '<p>a <span style="position:relative;top:2px">moved</span> word</p>',
    "turned": '<p style="transform:rotate(2deg)">turned</p>',
    "see-through": '<p style="color:rgba(0,0,0,.6)">see-through ink</p>',
    "clipped": '<div style="overflow:hidden;height:30px"><p>clipped</p></div>',
    "words from the style sheet": "<p class=generated>text</p>",
    "small capitals": '<p style="font-variant:small-caps">Marking</p>',
    "raised first letter": "<p class=first>Text with a raised letter</p>",
    "underlined": '<p><u>under</u> <span style="text-decoration:line-through">through</span></p>',
    "right to left": '<p lang="ar" dir="rtl">مرحبا</p>',
    "right to left within": '<p>He said <span lang="ar" dir="rtl">مرحبا</span> twice.</p>',
    "two languages": '<div lang="es"><p>Hola</p><div lang="fr"><p>Salut</p></div></div>',
    "languages in a table": '<table><tr><th lang="en">Hello</th><th lang="es">Hola</th></tr><tr><td>1</td><td lang="es">uno</td></tr></table>',
    "language of an item": '<ul><li lang="es">uno</li><li>two</li></ul>',
    "language over pages": f'<p lang="es">{LONG}</p>',
    "address": "<address><p>Somewhere</p></address>",
    "navigation": '<nav><ol><li><a href="#there">There</a></li></ol></nav>',
    "contents with leaders": '<nav><p><a class=leader href="#there">There</a></p></nav>',
    "rule": "<p>a</p><hr><p>b</p>",
    "literal lines": "<pre>a\n  b\nc</pre>",
    "details": "<details open><summary>s</summary><p>d</p></details>",
    "header and footer": "<header><p>h</p></header><main><p>m</p></main><footer><p>f</p></footer>",
    "running head": "<div class=running>Running <b>head</b></div><p>text</p>",
    "running head with a link": f'<div class=running><a href="https://example.org/">head</a></div><p>{LONG}</p>',
    "running head with a picture": f'<div class=running><img src="{IMAGE}" alt="Logo" height="12"></div><p>{LONG}</p>',
    "notes on two pages": f'<p>a<span class="note">First note</span></p><p>{LONG}</p><p>b<span class="note">Second</span></p>',
    "two notes in a paragraph": '<p>a<sup class="cite">1</sup><span class="note">First</span> b<sup class="cite">2</sup><span class="note">Second</span></p>',
    "note with a link": '<p>a<sup class="cite">1</sup><span class="note"><a href="#there">1</a> <em>First</em></span></p>',
    "note in a quotation": '<blockquote><p>q<span class="note">n</span></p></blockquote>',
    "heading that skips nothing": "<h2>a</h2><h3>b</h3><h4>c</h4><h2>d</h2>",
    "heading over lines": f"<h2>{'A very long heading ' * 20}</h2><p>x</p>",
    "empty paragraph": "<p></p><p>x</p>",
    "empty item": "<ul><li></li><li>x</li></ul>",
    "hidden": '<p style="display:none">x</p><p style="visibility:hidden">y</p><p>z</p>',
    "white space": "<p>  a \n\n b  </p>",
    "no-break and soft hyphens": "<p>10\u00a0km, soft\u00adhyphen, zero\u200bwidth</p>",
    "other scripts": '<p>Ελληνικά <span lang="ru">Русский</span> <span lang="zh">中文</span></p>',
    "signs": "<p>€ § ¶ † ‡ • … – — “ ” ‘ ’ « » ½ ²</p>",
}

_STYLE = """
@page { size: A5; margin: 2cm; @top-center { content: element(running) } @bottom-center { content: counter(page) } }
.running { position: running(running) } .note { float: footnote } .note::footnote-call { content: none }
.generated::before { content: "§ " } .generated::after { content: " end" } .first::first-letter { font-size: 2em }
.leader::after { content: leader(".") target-counter(attr(href), page) }
table { border-collapse: collapse } td, th { border: 1px solid #999 }
"""


def page(body: str) -> str:
    """Write a page around a body, with a place that links may lead to."""
    head = f"<title>One thing</title><style>{_STYLE}</style>"
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><h1 id="there">One thing</h1>{body}</body></html>'


FEATURES: Final = {
    **{f"{words} in a {place}": PLACES[place].format(WORDS[words]) for place in PLACES for words in WORDS},
    **BLOCKS,
}
"""The body of each page, by what it has."""
