"""The completion scripts of shells, and how bash has its answers.

zsh and fish give whole words and take whole words. bash has the line as it was typed: it cuts words at signs of its
own, keeps quotes in them, and puts what it gets in the place of the last piece, as it is.
"""

from __future__ import annotations

from opsflow.domain.text import cut, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCRIPTS = {
    "bash": """_opsflow() {
    local found columns=
    case $COMP_TYPE in 33 | 63 | 64) columns=${COLUMNS:-80} ;; esac
    COMPREPLY=()
    while IFS= read -r found; do COMPREPLY+=("$found"); done < <(opsflow complete \\
        --line "${COMP_LINE:0:COMP_POINT}" --breaks "$COMP_WORDBREAKS" --columns "$columns" 2>/dev/null)
    case ${COMPREPLY[0]-} in
        $'\\tfiles') COMPREPLY=(); compopt -o default 2>/dev/null ;;
        *[:=,]) [[ ${#COMPREPLY[@]} -gt 1 ]] || compopt -o nospace 2>/dev/null ;;
    esac
}
complete -o nosort -F _opsflow opsflow 2>/dev/null || complete -F _opsflow opsflow""",
    "zsh": """#compdef opsflow
_opsflow() {
    local line word tab=$'\\t'
    local -a open closed
    for line in "${(@f)$(opsflow complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        [[ $line == "${tab}files" ]] && { _files; return }
        word=${${line%%$tab*}//:/\\\\:}
        [[ $line == *$tab* ]] && word+=:${line#*$tab}
        case ${line%%$tab*} in
            '') ;;
            *[:=]) open+=("$word") ;;
            *) closed+=("$word") ;;
        esac
    done
    _describe -V opsflow open -S '' -- closed
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
if [[ $funcstack[1] == _opsflow ]]; then _opsflow "$@"; else compdef _opsflow opsflow; fi""",
    "fish": """function __opsflow
    set -l before (commandline -opc)
    set -l last (commandline -ct)
    for quote in '' '"' "'"
        set -l plain (string unescape -- $last$quote)
        and set last $plain
        and break
    end
    set -l found (opsflow complete -- $before[2..-1] "$last" 2>/dev/null)
    if test "$found[1]" = \\tfiles
        __fish_complete_path "$last"
    else if test -n "$found[1]"
        printf '%s\\n' $found
    end
end
complete -c opsflow -f -k -a '(__opsflow)'""",
}
_SAFE = frozenset("_-+:,./@%=^")


class Line:
    """A line of bash up to the cursor, cut into words as bash does, quotes taken off.

    `words` are those behind the program, the last one as far as it is written; `is_file` is whether that one belongs to
    a redirection; `quote` is what is open at the cursor.
    """

    __slots__ = ("_before_quote", "_breaks", "_to_break", "_word", "is_file", "quote", "words")

    def __init__(self, line: str, breaks: str) -> None:
        self.words: list[str] = []
        self.quote = ""
        self.is_file = False
        self._breaks = breaks
        self._word: str | None = None
        self._before_quote = self._to_break = ""
        signs = iter(line)
        for sign in signs:
            self._take(sign, signs)
        while self.words and "=" in self.words[0]:
            del self.words[0]
        self.words = [*self.words[1:], self._add("")]

    @property
    def kept(self) -> str:
        """What of the last word comes before the piece that bash replaces."""
        return self._before_quote if self.quote else self._to_break

    def _take(self, sign: str, following: Iterator[str]) -> None:
        if sign == "\\" and self.quote != "'":
            after = next(following, "")
            self._add(after if not self.quote or after in '$`"\\' else sign + after)
        elif self.quote:
            if sign == self.quote:
                self.quote = ""
            else:
                self._add(sign)
        elif sign in "'\"":
            self.quote, self._before_quote = sign, self._word or ""
            self._add("")
        elif sign.isspace() or sign in "<>":
            self._end(sign in "<>")
        else:
            word = self._add(sign)
            if sign in self._breaks:
                self._to_break = word

    def _add(self, text: str) -> str:
        self._word = (self._word or "") + text
        return self._word

    def _end(self, is_redirection: bool) -> None:
        if self._word is not None and not self.is_file:
            self.words.append(self._word)
        self.is_file = is_redirection or (self.is_file and self._word is None)
        self._word, self._to_break = None, ""


def answers(line: Line, found: Iterable[tuple[str, str]], columns: int) -> Iterator[str]:
    """What bash may put in the place of the last piece of the line; where it lists, with a word about each.

    `columns` is the width of a terminal that lists, or 0.
    """
    fitting = [(word, about) for word, about in found if word.startswith(line.kept)]
    pieces = [_quoted(word[len(line.kept) :], line.quote) for word, _ in fitting]
    wide = max([width(piece) for piece in pieces], default=0)
    for piece, (_, about) in zip(pieces, fitting, strict=True):
        if about and columns and len(pieces) > 1:
            yield cut(f"{piece}{' ' * (wide - width(piece))}  {about}", max(columns - 1, wide))
        else:
            yield piece


def _quoted(text: str, quote: str) -> str:
    """A piece as it has to be written where it stands: inside a quote that is open, or outside of any."""
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote:
        return "".join([f"\\{sign}" if sign in '$`"\\' else sign for sign in text])
    return "".join([sign if sign.isalnum() or sign in _SAFE or sign > "\x7f" else f"\\{sign}" for sign in text])
