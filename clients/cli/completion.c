#include "cli.h"
#include "commands.h"

/*
 * The scripts know nothing: what can be completed is asked of the program that is installed (complete.h), so they
 * are right for every later version too.
 */
static const struct {
    const char *shell, *script;
} scripts[] = {
    { "bash", "# vakwerk completion for bash: source <(vakwerk completion bash)\n"
              "_vakwerk() {\n"
              "    local word candidate rest current breaks= before= last=0\n"
              "    local -a line=('')\n"
              "    COMPREPLY=()\n"
              "    # For bash a word ends at = and :, and only what stands behind them is typed anew.\n"
              "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD}\"; do\n"
              "        if [[ $last -gt 0 && ($word == [=:]* || ${line[last]} == *[=:]) ]]; then line[last]+=$word\n"
              "        else line[++last]=$word; fi\n"
              "    done\n"
              "    current=${line[last]}\n"
              "    [[ $COMP_WORDBREAKS == *=* ]] && breaks==\n"
              "    [[ $COMP_WORDBREAKS == *:* ]] && breaks+=:\n"
              "    [[ $breaks && $current == *[$breaks]* ]] && before=${current%\"${current##*[$breaks]}\"}\n"
              "    while IFS=$'\\t' read -r candidate rest; do\n"
              "        if [ \"$candidate\" = : ]; then COMPREPLY=($(compgen -f -- \"${current#*=}\")); return; fi\n"
              "        COMPREPLY+=(\"${candidate#\"$before\"}\")\n"
              "    done < <(vakwerk __complete line \"${line[@]:1}\" 2>/dev/null)\n"
              "}\n"
              "complete -F _vakwerk vakwerk\n" },
    { "zsh", "#compdef vakwerk\n"
             "# vakwerk completion for zsh: source <(vakwerk completion zsh), or a file _vakwerk in your fpath\n"
             "_vakwerk() {\n"
             "    local line\n"
             "    local -a candidates\n"
             "    for line in \"${(@f)$(vakwerk __complete line \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\"; do\n"
             "        [[ $line == : && $words[CURRENT] == --*=* ]] && compset -P \"*=\"\n"
             "        if [[ $line == : ]]; then _files; return; fi\n"
             "        [[ -n $line ]] && candidates+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\")\n"
             "    done\n"
             "    _describe -V vakwerk candidates\n"
             "}\n"
             "if [[ ${funcstack[1]} == _vakwerk ]]; then _vakwerk \"$@\"; else compdef _vakwerk vakwerk; fi\n" },
    { "fish", "# vakwerk completion for fish: vakwerk completion fish | source\n"
              "function __vakwerk_complete\n"
              "    set -l words (commandline -opc)[2..-1] \"$(commandline -ct)\"\n"
              "    set -l lines (vakwerk __complete line $words 2>/dev/null)\n"
              "    if test \"$lines\" = :\n"
              "        set -l before (string match -r '^--[^=]*=' -- (commandline -ct))\n"
              "        __fish_complete_path (string replace -r '^--[^=]*=' '' -- (commandline -ct)) |"
              " string replace -r -- '^' \"$before\"\n"
              "    else\n"
              "        string join -- \\n $lines\n"
              "    end\n"
              "end\n"
              "complete -c vakwerk -f -k -a '(__vakwerk_complete)'\n" },
};

int cmd_completion(struct cli *cli)
{
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        if (strcmp(cli->args.words[0], scripts[i].shell) == 0) {
            fputs(scripts[i].script, cli->out);
            return 0;
        }
    return fail(cli, CLI_USAGE, say(cli, _("there is no completion for %s"), cli->args.words[0]), "bash, zsh, fish");
}
