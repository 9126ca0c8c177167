#!/usr/bin/python3
"""Draws a demo's timeline.txt as a picture of a terminal: terminal.py TIMELINE OUT.svg. Standard library only."""

import html
import re
import sys

WIDTH_CHARS = 132
LINE = 18
CHAR = 7.8
COLOURS = {"Alice": "#4ec9d4", "Bob": "#d67ad6", "both": "#e0c060", "relay": "#e0c060", "demo": "#e0c060"}


def span(text, colour="#d8dee9", bold=False):
    weight = ' font-weight="bold"' if bold else ""
    return '<tspan fill="%s"%s>%s</tspan>' % (colour, weight, html.escape(text))


def draw(line):
    event = re.match(r"^( +[0-9.]+ s)(  )(relay \w+|\w+)( +)(.*)$", line)
    if event:
        time, gap, who, pad, what = event.groups()
        return span(time + gap, "#7b8494") + span(who, COLOURS.get(who.split()[0], "#d8dee9"), True) + span(pad + what)
    badge = re.match(r"^  (\[\w+\])( .* )\|(.*)$", line)
    if badge:
        return span("  ") + span(badge.group(1), "#7fd18b", True) + span(badge.group(2) + "|") + span(badge.group(3), "#7fd18b")
    return span(line, bold=bool(line) and not line.startswith(" "))


def main():
    lines = []
    for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
        indent = 22 if re.match(r"^ +[0-9.]+ s", line) else 4
        while len(line) > WIDTH_CHARS:
            cut = line.rfind(" ", indent + 1, WIDTH_CHARS)
            cut = cut if cut > indent else WIDTH_CHARS
            lines.append(line[:cut])
            line = " " * indent + line[cut:].lstrip()
        lines.append(line)
    height = LINE * len(lines) + 40
    width = int(WIDTH_CHARS * CHAR) + 40
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">' % (width, height, width, height)]
    out.append('<rect width="100%" height="100%" rx="8" fill="#1b1f27"/>')
    out.append('<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" xml:space="preserve">')
    for i, line in enumerate(lines):
        out.append('<text x="20" y="%d">%s</text>' % (30 + LINE * i, draw(line)))
    out.append("</g></svg>")
    open(sys.argv[2], "w", encoding="utf-8").write("\n".join(out) + "\n")


main()
