# What depends on the inventory is asked of labtui itself, as it was typed.
_labtui_ask() {
  local word
  while IFS=$'\t' read -r word _; do
    printf '%s\n' "$word"
  done < <("${COMP_WORDS[0]/#\~/$HOME}" --complete "$1" "${COMP_WORDS[@]:1}" 2>/dev/null)
}
_labtui_ids() { _labtui_ask ids; }
_labtui_facts() { _labtui_ask facts; }
_labtui_words() { _labtui_ask words; }

# Readline cuts words at "=": a fact is put together again, an option is parted from its value.
_labtui() {
  local -a words=()
  local rest=$COMP_LINE blank word typed i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    blank=${rest%%[![:space:]]*}
    rest=${rest#"$blank"}
    rest=${rest#"$word"}
    if [[ -z $blank && $i -gt 0 ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  COMP_WORDS=()
  for word in "${words[@]}"; do
    if [[ $word == --*=* ]]; then
      COMP_WORDS+=("${word%%=*}" "${word#*=}")
    else
      COMP_WORDS+=("$word")
    fi
  done
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _shtab_labtui
  typed=${COMP_WORDS[COMP_CWORD]}
  if [[ $typed == *=* && $COMP_WORDBREAKS == *=* ]]; then
    typed=${typed%"${typed##*=}"}
    COMPREPLY=("${COMPREPLY[@]#"$typed"}")
  fi
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=.] ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
