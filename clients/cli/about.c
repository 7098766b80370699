#include "about.h"

#include <stddef.h>
#include <string.h>

#define N_(text) text

const struct about_command about_commands[] = {
    { "ask", NULL,
      N_("The question is on the screens in team rooms within a second, and you are told of each answer. What may "
         "point "
         "at a client is stopped first, with the spot marked. Without a question the program asks step by step.") },
    { "answer", NULL,
      N_("Without -m and -F your editor opens. What you typed is kept as a draft until Vakwerk has it; --recover goes "
         "on with it.") },
    { "watch", NULL,
      N_("With --json each event is one JSON object on a line of its own, for another program to read. After a lost "
         "connection what was missed comes first.") },
    { "intervision", N_("the questions your team takes along to its intervision"), NULL },
    { "harvest", N_("what many people say in an afternoon, by theme"),
      N_("Who begins a table sorts what comes. Everybody with the code takes part; who gave an input is told to "
         "nobody.") },
    { "join", NULL,
      N_("The code comes from who leads the table, and is good until the table is over. Nobody reads who you are, and "
         "nothing is left on this computer. With such a code one gives inputs and reads nothing.") },
    { "talk", N_("guided conversations, step by step"),
      N_("Steps come from a file: those in /usr/share/vakwerk/talks, or one of your own by its path. What you say "
         "stays on this computer; with --screen it stands on your team's screens until it is over. The sheet holds "
         "what was said and where each answer points; nothing is added up.") },
    { "lesson", N_("what was learned, made from answers"), NULL },
    { "guide", N_("several lessons on a subject, read by a second member"), NULL },
    { "tip", N_("tips for the time of waiting"), NULL },
    { "notice", N_("short messages to your own team"), NULL },
    { "signal", N_("bottlenecks for the policy table, and its answer"), NULL },
    { "waitlist", N_("waiting times, for each municipality and kind of help"), NULL },
    { "digest", N_("your daily digest"), NULL },
    { "support", N_("the queue of your support role"), NULL },
    { "member", N_("members: who they are and what they may do"), NULL },
    { "team", N_("teams"), NULL },
    { "organisation", N_("organisations, to which teams belong"), NULL },
    { "theme", N_("themes to ask in"), NULL },
    { "region", N_("other regions, and what is shared with them"), NULL },
    { "kiosk", N_("screens in team rooms"), NULL },
    { "mod", N_("moderation, and who did what"), NULL },
    { "login", NULL,
      N_("The code works once. This computer gets a secret of its own for it, so that no password has to be "
         "remembered, and a lost computer can be shut out alone. Where your session has a keyring (GNOME Keyring, "
         "KWallet, KeePassXC) that secret goes there, and otherwise into a file that only you can read; 'password = "
         "file' in your settings says that it always does.") },
    { "device", N_("the computers and phones you are logged in on"), NULL },
    { "outbox", N_("what still has to be sent"),
      N_("Without a connection what you write waits here, and goes with the next command that has one; every five "
         "minutes by itself after 'systemctl --user enable --now vakwerk-outbox.timer'. It is never posted twice. What "
         "is older than two weeks goes only when you say so.") },
    { "config", N_("your settings"),
      N_("Without --config this is about ~/.config/vakwerk/config. Settings of a profile are written for the profile "
         "in "
         "use; alias.NAME is a command of your own.") },
    { "profile", N_("the servers and accounts you use"),
      N_("A profile is a server with your account on it. One is in use; --profile names another one for once.") },
    { "home-assistant", NULL,
      N_("Runs as a service beside Home Assistant, whose broker --server names; it finds Vakwerk there by itself: open "
         "questions, those without an answer for longer than a day, and whether Vakwerk is there. Numbers only. The "
         "secret file holds the password of --user at that broker. When this program ends, Home Assistant shows the "
         "numbers as unavailable.") },
    { "doctor", NULL, N_("Ends with 1 when something is wrong; with each finding it says what to do.") },
    { NULL, NULL, NULL },
};

const struct about_example about_examples[] = {
    { "", "vakwerk", N_("what matters now") },
    { "list", "vakwerk list --open --theme wacht", N_("questions on waiting that nobody answered yet") },
    { "list", "vakwerk list --open --json=code,title", N_("the same for a program, with two fields") },
    { "show", "vakwerk show 7K3F", N_("a question with its answers") },
    { "ask", "vakwerk ask", N_("step by step") },
    { "ask", "vakwerk ask 'Wie belt het gezin in de vakantie?' -t wacht", N_("in one line") },
    { "ask", "vakwerk ask --recover", N_("go on with what you typed before") },
    { "answer", "vakwerk answer 7K3F", N_("in your editor") },
    { "answer", "vakwerk answer 7K3F -m 'Spreek een vaste dag af.'", N_("in one line") },
    { "answer", "vakwerk answer 7K3F -F advies.txt", N_("from a file") },
    { "edit", "vakwerk edit 7K3F.1", N_("change your first answer in your editor") },
    { "retract", "vakwerk retract 7K3F.1", N_("take it away from every screen") },
    { "thank", "vakwerk thank 7K3F.2", N_("appreciate the second answer") },
    { "resolve", "vakwerk resolve 7K3F --answer 2", N_("say which answer helped") },
    { "endorse", "vakwerk endorse 7K3F.2 --unless 'Niet bij spoed.'", N_("stand behind it, but for one case") },
    { "search", "vakwerk search toestemming scheiding", N_("where both words stand") },
    { "search", "vakwerk search wachtkamer --team delft", N_("only what was said within your team") },
    { "react", "vakwerk react 7K3F.2 works", N_("it works here") },
    { "follow", "vakwerk follow theme:dossier", N_("be told of each new question of a theme") },
    { "unfollow", "vakwerk unfollow 7K3F", N_("hear no more of this question") },
    { "watch", "vakwerk watch --theme dossier -C 2", N_("until two things have happened") },
    { "watch", "vakwerk watch --json", N_("for a program: one JSON object for each event") },
    { "intervision", "vakwerk intervision add 7K3F H4QM", N_("take two questions along") },
    { "intervision", "vakwerk intervision session 7K3F", N_("the incident method, with a clock") },
    { "intervision", "vakwerk intervision session 7K3F --screen", N_("the same, on your team's screens") },
    { "meeting", "vakwerk meeting say 'Wie was erbij?'", N_("a question in the round of questions") },
    { "meeting", "vakwerk meeting guests", N_("for who has no account; prints their code") },
    { "meeting", "vakwerk meeting answer 2", N_("the second answer of a guided conversation") },
    { "meeting", "vakwerk meeting next", N_("to the next round") },
    { "harvest", "vakwerk harvest begin 'Ontwikkeltafel' --themes 'Minder regels,Dossier-overdracht'",
      N_("prints the code to take part with") },
    { "harvest", "vakwerk harvest add 7K3F9D 'Verschillen maken ons gek.'", N_("one input") },
    { "harvest", "vakwerk harvest screen 7K3F9D", N_("the wall on your team's screens, as it grows") },
    { "harvest", "vakwerk harvest sort 7K3F9D 3,7-12 'Minder regels'", N_("seven inputs under one theme") },
    { "harvest", "vakwerk harvest report 7K3F9D --as html -o oogst.html", N_("counts and quotes, no names") },
    { "harvest", "vakwerk harvest guests 7K3F9D --until 16:30", N_("for who has no account; prints their code") },
    { "join", "vakwerk join 7K3MNPQR --server mqtts://vakwerk.intern:8883", N_("each line is an input") },
    { "talk", "vakwerk talk run norm -o gesprek.html --as print", N_("a sheet to lay on the table") },
    { "talk", "vakwerk talk run norm --case zeilboot --save delft.json",
      N_("for a case that other teams look at too") },
    { "talk", "vakwerk talk run norm --screen --case zeilboot", N_("on the team's screens, by touch") },
    { "talk", "vakwerk talk sheet -o gesprek.html --as print", N_("what came out of it there") },
    { "talk", "vakwerk talk spread delft.json rijswijk.json", N_("where the teams differ") },
    { "lesson", "vakwerk lesson draft 9PDX", N_("begin a lesson with the answers to 9PDX") },
    { "lesson", "vakwerk lesson plate L12 -o praatplaat.svg", N_("one page to hang up") },
    { "lesson", "vakwerk lesson export L12 --as print -o les.html", N_("pages to print") },
    { "guide", "vakwerk guide list", N_("which guides there are") },
    { "tip", "vakwerk tip add -t wacht -m 'Bel elke twee weken.'", N_("give a tip") },
    { "notice", "vakwerk notice add -m 'Intervisie in kamer 2' --until 15:15", N_("until a quarter past three") },
    { "signal", "vakwerk signal add 7K3F", N_("raise what is behind a question") },
    { "waitlist", "vakwerk waitlist set Pleegzorg 16 --municipality delft", N_("16 weeks there") },
    { "digest", "vakwerk digest set tue-thu --at 8:30", N_("on Tuesdays and Thursdays") },
    { "digest", "vakwerk digest pause 3w", N_("none during a holiday") },
    { "support", "vakwerk support claim 7K3F", N_("take a question up for a working day") },
    { "member", "vakwerk member add j.bos --name 'Joris Bos' --team rijswijk",
      N_("add a member; prints a one-time code") },
    { "member", "vakwerk member export --json >vakwerk.json", N_("everything that is kept of you, in a file") },
    { "member", "vakwerk member erase --posts anonymise", N_("erase yourself; your texts stay without your name") },
    { "team", "vakwerk team add delft --name 'Team Delft' --municipality delft", N_("add a team") },
    { "organisation", "vakwerk organisation add vliet --name 'Jeugdhulp Vliet'", N_("add an organisation") },
    { "theme", "vakwerk theme list", N_("which themes there are") },
    { "theme", "vakwerk theme order wacht regie", N_("these two first") },
    { "theme", "vakwerk theme plate wacht --quarter 2022-2 -o wacht.svg", N_("a quarter on one page") },
    { "team", "vakwerk team magazine --quarter 2022-2 -o magazine.html", N_("your team's quarter, to print") },
    { "region", "vakwerk region add rijnmond --name Rijnmond --themes wacht,regie",
      N_("link another region; its bridge logs in with what this says") },
    { "region", "vakwerk region list", N_("which regions are linked, and what they have not confirmed yet") },
    { "region", "vakwerk region set rijnmond --themes wacht,regie", N_("what is shared with a region") },
    { "kiosk", "vakwerk kiosk list", N_("the screens, and when they were last seen") },
    { "report", "vakwerk report 7K3F identifying --note 'Er staat een adres in.'",
      N_("a moderator looks at it; nobody reads that it was you") },
    { "mod", "vakwerk mod queue", N_("what waits for a moderator") },
    { "mod", "vakwerk mod hold 7K3F --reason 'Er staat een adres in.'", N_("hidden at once, for everybody") },
    { "mod", "vakwerk mod log --since 2w", N_("what moderators and administrators did") },
    { "open-anonymous", "vakwerk open-anonymous 7K3F --reason 'Melding bij de politie'",
      N_("together with a second moderator") },
    { "stats", "vakwerk stats --since 2022-01-01", N_("numbers of this year") },
    { "login", "vakwerk login --server mqtts://vakwerk.intern:8883 --user s.dewit", N_("asks for the one-time code") },
    { "logout", "vakwerk logout", N_("forget the secret of this computer") },
    { "whoami", "vakwerk whoami", N_("your name, teams and roles") },
    { "device", "vakwerk device revoke telefoon", N_("shut a lost phone out") },
    { "outbox", "vakwerk outbox edit 2", N_("a text that was refused is a draft again") },
    { "outbox", "vakwerk outbox send", N_("send what waits now") },
    { "status", "vakwerk status", N_("the connection in one line") },
    { "doctor", "vakwerk doctor", N_("what is wrong, and what to do about it") },
    { "doctor", "vakwerk doctor --kiosk", N_("the same on a computer that is a screen") },
    { "config", "vakwerk config set editor nano", N_("choose your editor") },
    { "config", "vakwerk config set alias.o 'list --open'", N_("vakwerk o now lists open questions") },
    { "profile", "vakwerk profile add thuis --server mqtts://vakwerk.example:8883 --user s.dewit",
      N_("a second server") },
    { "home-assistant", "vakwerk home-assistant --server mqtts://huis.intern:8883 --user vakwerk --secret-file sleutel",
      N_("every minute, until it is stopped") },
    { "home-assistant", "vakwerk home-assistant --server mqtts://huis.intern:8883 --undo",
      N_("and nothing of it stays") },
    { "completion", "vakwerk completion bash", N_("for: source <(vakwerk completion bash)") },
    { "help", "vakwerk help ask", N_("the manual of one command") },
    { "version", "vakwerk version", N_("the version of this program") },
    { NULL, NULL, NULL },
};

const struct about_row about_environment[] = {
    { "VAKWERK_PROFILE, VAKWERK_CONFIG, VAKWERK_LANG", N_("As the options of that name.") },
    { "VAKWERK_EDITOR, VISUAL, EDITOR", N_("Your editor; the first of them that is set counts.") },
    { "VAKWERK_PASSWORD_FILE", N_("A file of your own, mode 0600, whose first line is the secret of this computer.") },
    { "VAKWERK_PAGER, PAGER", N_("What shows long output; the first of them that is set counts.") },
    { "NO_COLOR", N_("Anything in it: no colours.") },
    { "CLICOLOR_FORCE", N_("Anything in it: colours, also when a program reads the output.") },
    { "VAKWERK_ACCESSIBLE", N_("Anything in it: for a screen reader. Nothing is drawn anew, choices have numbers.") },
    { "VAKWERK_NO_SPINNER", N_("Anything in it: no sign that turns while you wait.") },
    { "TERM", N_("With 'dumb' there are no colours.") },
    { "LC_ALL, LC_CTYPE, LANG", N_("Which letters your terminal can show. The language is chosen with --lang.") },
    { "XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME",
      N_("Where your files are, instead of the folders named here.") },
    { "VAKWERK_ROOT",
      N_("The folder below which doctor --kiosk finds the screen's files, such as a card's in a reader.") },
    { NULL, NULL },
};

const struct about_row about_files[] = {
    { "/etc/vakwerk/cli.conf", N_("Settings for everybody on this computer.") },
    { "/etc/vakwerk/kiosk.conf", N_("What a computer that is a screen opens, and where the server is.") },
    { "~/.config/vakwerk/config", N_("Your settings: vakwerk-config(5).") },
    { "~/.config/vakwerk/credentials",
      N_("Who you are, and your secret unless it is in the keyring of this computer; only you may read it.") },
    { "~/.local/state/vakwerk/outbox.db", N_("What still has to be sent.") },
    { "~/.local/state/vakwerk/drafts", N_("What you typed, until Vakwerk has it.") },
    { "~/.cache/vakwerk/cache.db", N_("What you read lately, for --offline and for completion. It may be deleted.") },
    { NULL, NULL },
};

const struct about_command *about_command(const char *name)
{
    for (const struct about_command *row = about_commands; row->name != NULL; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}
