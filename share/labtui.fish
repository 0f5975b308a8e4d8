# What depends on the inventory is asked of labtui itself, as it was typed.
function _labtui_ask
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    command -sq -- $program; and $program --complete $argv[1] $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c labtui -f
