# What depends on the inventory is asked of labtui itself, with the whole line as it was typed.
local -a _labtui_line=("${(@)words[1,$CURRENT]}")

_labtui_ask() {
  local line word entry start=''
  local -a unfinished whole
  compset -P 1 '*=' && start="$IPREFIX"
  for line in ${(f)"$(${~_labtui_line[1]} --complete $1 "${(@Q)_labtui_line[2,-1]}" 2>/dev/null)"}; do
    word="${${line%%$'\t'*}#$start}"
    line="${line#*$'\t'}"
    entry="$word${line:+:$line}"
    if [[ "$word" == *[=.] ]]; then
      unfinished+=("$entry")
    else
      whole+=("$entry")
    fi
  done
  _describe -t values "$2" unfinished -S '' -- whole
}
_labtui_ids() { _labtui_ask ids system }
_labtui_facts() { _labtui_ask facts fact }
_labtui_words() { _labtui_ask words 'system or fact' }
