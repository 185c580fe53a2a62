#!/usr/bin/env bash
# How the program behaves towards the shell it is started from: closed and shared streams, files that are links, pipes
# and signals. Each case is a few lines of shell.
#   tests/cli/streams.sh BINET [CASE]...     default: all cases
# shellcheck disable=SC2317  # the cases are called by name
set -u
binet=$(realpath "$1"); shift
data=$(realpath "$(dirname "$0")/../../data/wdbc.csv")
folder=$(mktemp -d); trap '[ $BASHPID = $$ ] && rm -rf "$folder"' EXIT  # not when a subshell is killed
cd "$folder" || exit 1
target=(--target diagnosis --positive malignant)
fast=("${target[@]}" --model logistic -q)
slow=("${target[@]}" --model mlp --epochs 1000000 --no-early-stopping -q)
"$binet" train "$data" "${fast[@]}" -o m.json || exit 1
"$binet" predict m.json "$data" -o expected.csv || exit 1
head -100 "$data" >part.csv
failures=0

fail() { echo "FAILED $current: $*"; failures=$((failures + 1)); }
# status WANTED COMMAND...: the command ends with that status; what it says is in the file errors.
status() {
  local wanted=$1 found; shift
  "$@" 2>errors; found=$?
  [ "$found" = "$wanted" ] || fail "status $found, not $wanted: $* ($(cat errors))"
}
same() { cmp -s "$1" "$2" || fail "$1 and $2 differ"; }
says() { grep -qF -- "$1" errors || fail "expected '$1' in: $(cat errors)"; }
# The models are equal but for the names of the run's own files, which their settings tell.
without_output() { tr -d '\n' <"$1" | sed 's/"output": {[^}]*}//'; }
same_model() { cmp -s <(without_output "$1") <(without_output "$2") || fail "$1 and $2 differ"; }
no_litter() { local found; found=$(find . -name '*.partial*'); [ -z "$found" ] || fail "left behind: $found"; }
is_model() { "$binet" inspect "$1" >/dev/null 2>&1 || fail "$1 is no model"; }
# Waits until the command succeeds; ten seconds at most.
until_true() { local i; for i in $(seq 1000); do "$@" && return; sleep 0.01; done; fail "never true: $*"; }

# --- Closed streams: none of the files opened later takes their place.

case_closed_output() {
  status 0 "$binet" predict m.json "$data" -o out.csv >&-
  same out.csv expected.csv
  status 1 "$binet" predict m.json "$data" >&-
  says "standard output: it is closed"
}
case_closed_output_before_training() {
  status 1 "$binet" cv "$data" "${target[@]}" --model logistic >&-
  says "standard output: it is closed"
  ! grep -q "fold" errors || fail "cv has trained: $(cat errors)"
  status 1 "$binet" verify m.json "$data" >&-
  says "standard output: it is closed"
}
case_closed_input() {
  status 1 "$binet" predict m.json - <&-
  says "standard input: is closed"
}
case_daemon() {
  "$binet" train "$data" "${fast[@]}" -o new.json <&- >&- 2>&- || fail "status $?"
  same_model new.json m.json
  "$binet" train "$data" "${target[@]}" --model logistic -o new2.json >&- 2>&- || fail "status $?"
  same_model new2.json m.json
}

# --- Open files by name are written through, as a shell does.

case_append_to_log() {
  echo before >log
  status 0 "$binet" predict m.json "$data" -o /dev/stdout >>log
  { echo before; cat expected.csv; } >wanted
  same log wanted
}
case_descriptor_by_name() {
  echo before >log
  status 0 "$binet" predict m.json "$data" -o /dev/fd/3 3>>log
  status 0 "$binet" predict m.json "$data" -o /proc/self/fd/3 3>>log
  { echo before; cat expected.csv expected.csv; } >wanted
  same log wanted
  ln -s /dev/fd/3 link
  status 0 "$binet" predict m.json "$data" -o link 3>out.csv
  same out.csv expected.csv
  [ -L link ] || fail "the link is replaced"
}
case_descriptor_that_is_not_open() {
  status 1 "$binet" predict m.json "$data" -o /dev/fd/9
  says "/dev/fd/9"
}
case_one_stream_one_result() {
  status 0 "$binet" train "$data" "${target[@]}" --model logistic -o /dev/stdout --no-progress >model.json
  same_model model.json m.json
  status 0 "$binet" train "$data" "${target[@]}" --model mlp --epochs 2 -o new.json --log - --no-progress >log.jsonl
  grep -qv '^{"epoch"' log.jsonl && fail "more than the log on standard output"
  status 2 "$binet" train "$data" "${fast[@]}" -o - --log - >out
  says "named twice"
  status 2 "$binet" train "$data" "${fast[@]}" -o /dev/stdout --log /dev/fd/1 >out
  says "named twice"
}

# --- No run reads and writes the same file, or writes one twice, under whatever name.

case_config_and_model() {
  echo '{}' >run.json; cp run.json before
  status 2 "$binet" train "$data" "${fast[@]}" -c run.json -o run.json
  status 2 "$binet" train "$data" "${fast[@]}" -c run.json -o new.json --log ./run.json
  status 2 "$binet" tune "$data" "${target[@]}" --trials 1 --config-out t.json -o ./t.json
  same run.json before
  [ ! -e t.json ] || fail "t.json is written"
  mkdir -p sub; echo '{}' >sub/model.json; cp sub/model.json before
  (cd sub && status 2 "$binet" train "$data" "${fast[@]}" -c model.json); same sub/model.json before
}
case_default_name() {
  echo '{}' >model.json; cp model.json before
  status 2 "$binet" train "$data" "${fast[@]}" -c model.json
  same model.json before
  rm model.json
}
case_input_is_output() {
  cp m.json copy.json; ln copy.json hard.json; ln -s copy.json soft.json
  for name in copy.json ./copy.json hard.json soft.json; do
    status 2 "$binet" inspect copy.json -o $name
    status 2 "$binet" export copy.json -o $name
  done
  same copy.json m.json
  cp "$data" f.csv
  status 2 "$binet" predict m.json - -o f.csv <f.csv
  status 2 "$binet" predict m.json f.csv >>f.csv
  same f.csv "$data"
}
case_one_reader_of_standard_input() {
  status 2 "$binet" train - --valid - "${fast[@]}" -o new.json <"$data"
  says "standard input"
}
case_only_own_checkpoints_are_removed() {
  echo precious >notes.txt
  status 0 "$binet" train "$data" "${fast[@]}" -o new.json --checkpoint notes.txt
  [ "$(cat notes.txt)" = precious ] || fail "notes.txt is gone"
  status 0 "$binet" train "$data" "${fast[@]}" -o new.json --checkpoint /dev/null
  [ -c /dev/null ] || fail "/dev/null is gone"
}

# --- What cannot be replaced is written in place, with its mode, owner and links.

case_links_and_modes() {
  echo old >hard; ln hard other; echo old >kept; chmod 640 kept; ln -s kept soft; ln -s away dangling
  for name in hard soft dangling; do status 0 "$binet" predict m.json "$data" -o $name; done
  for name in hard other kept away; do same $name expected.csv; done
  [ "$(stat -c %h hard)" = 2 ] || fail "the hard link is cut"
  [ -L soft ] && [ -L dangling ] || fail "a symbolic link is replaced"
  [ "$(stat -c %a kept)" = 640 ] || fail "the mode is lost"
  ln -s circle circle
  status 1 "$binet" predict m.json "$data" -o circle
  [ -L circle ] || fail "a link to itself is replaced"
}
case_bad_input_leaves_files_written_in_place() {
  echo old >hard; ln -f hard other
  status 1 "$binet" predict m.json "$folder/none.csv" -o hard
  [ "$(cat other)" = old ] || fail "written before the input was read"
}
case_unwritable_folder() {
  [ "$(id -u)" = 0 ] && return  # root writes anywhere
  mkdir closed; echo old >closed/file; chmod 555 closed
  status 0 "$binet" predict m.json "$data" -o closed/file
  chmod 755 closed
  same closed/file expected.csv
}
case_owner() {
  [ "$(id -u)" = 0 ] || return 0
  echo old >theirs; chown 12345:54321 theirs
  status 0 "$binet" predict m.json "$data" -o theirs
  same theirs expected.csv
  [ "$(stat -c %u:%g theirs)" = 12345:54321 ] || fail "the owner changed"
}

# --- Pipes.

case_named_pipe_in() {
  for _ in 1 2 3 4 5; do
    rm -f pipe; mkfifo pipe
    cat "$data" >pipe & status 0 timeout 20 "$binet" predict m.json pipe -o out.csv; wait
    same out.csv expected.csv
  done
  cat "$data" >pipe & status 0 timeout 20 "$binet" train pipe "${fast[@]}" -o new.json; wait
}
case_named_pipe_out() {
  mkfifo out.pipe
  cat out.pipe >out.csv & status 0 timeout 20 "$binet" predict m.json "$data" -o out.pipe; wait
  same out.csv expected.csv
  cat out.pipe >out.json & status 0 timeout 20 "$binet" train "$data" "${fast[@]}" -o out.pipe; wait
  same_model out.json m.json
}
case_process_substitution() {
  status 0 "$binet" predict <(cat m.json) <(cat "$data") -o out.csv
  same out.csv expected.csv
  cp "$data" rows.csv
  status 0 "$binet" train "${fast[@]}" -c <(echo '{"data": {"train": "rows.csv"}}') -o new.json
  is_model new.json
}
case_pipes_that_do_not_block() {
  mkfifo nonblock
  # The reader sets its end not to block and is slow: standard output of the program is the same open file.
  python3 - "$binet" "$data" <<'PYTHON' >out.csv || fail "python: $?"
import os, subprocess, sys, time
read, write = os.pipe()
os.set_blocking(write, False)
process = subprocess.Popen([sys.argv[1], "predict", "m.json", sys.argv[2]], stdout=write)
os.close(write)
time.sleep(0.3)
while block := os.read(read, 5000):
    os.write(1, block)
sys.exit(process.wait())
PYTHON
  same out.csv expected.csv
}
case_reader_leaves() {
  "$binet" predict m.json "$data" 2>errors | head -1 >out
  [ ! -s errors ] || fail "says $(cat errors)"
}

# --- Signals: the first ends a wait, and a run ends as the signal says.

# waits COMMAND...: started with a pipe nobody writes to or reads from, it ends by one signal with the status it should.
ends_by() {
  local signal=$1 wanted=$2 process; shift 2
  "$@" 2>errors & process=$!
  sleep 0.4
  kill -"$signal" $process
  ( trap - EXIT; sleep 10; kill -KILL $process ) 2>/dev/null & local guard=$!
  wait $process; local found=$?
  kill $guard 2>/dev/null; wait $guard 2>/dev/null
  [ "$found" = "$wanted" ] || fail "status $found after SIG$signal, not $wanted: $*"
}
case_signals_while_waiting() {
  mkfifo silent; sleep 100 >silent & local writer=$!  # opened, never written
  until_true test -p silent
  for command in predict evaluate; do
    ends_by TERM 143 "$binet" $command m.json silent -o new.csv
    ends_by HUP 129 "$binet" $command m.json silent -o new.csv
  done
  ends_by TERM 143 "$binet" train silent "${fast[@]}" -o none.json
  kill $writer; wait $writer 2>/dev/null
  [ ! -e none.json ] && [ ! -e new.csv ] || fail "a result of an interrupted wait"
  no_litter
}
case_signals_while_nobody_opens() {
  mkfifo nobody
  ends_by TERM 143 "$binet" predict m.json nobody -o new.csv
  ends_by TERM 143 "$binet" predict m.json "$data" -o nobody
  no_litter
}
case_interrupted_training() {
  for signal in TERM:143 HUP:129; do
    rm -f new.json new.json.checkpoint
    ends_by ${signal%:*} ${signal#*:} "$binet" train "$data" "${slow[@]}" -o new.json
    is_model new.json
    "$binet" inspect new.json | grep -q "interrupted by the user" || fail "the model does not say so"
    [ -s new.json.checkpoint ] || fail "no checkpoint"
  done
}
case_timeout_sends_it_twice() {  # to the process, and to its group
  rm -f new.json
  status 143 timeout --preserve-status 1 "$binet" train "$data" "${slow[@]}" -o new.json
  is_model new.json
  no_litter
}

# --- A file that is cut while it is read.

case_cut_file() {
  python3 - "$binet" "$data" <<'PYTHON' 2>errors || fail "$(cat errors)"
import os, subprocess, sys, time
binet, data = sys.argv[1:]
text = open(data, "rb").read()
head, rows = text.split(b"\n", 1)
for arguments in (["predict", "m.json", "cut.csv", "-o", "new.csv"],
                  ["train", "cut.csv", "--target", "diagnosis", "--model", "logistic", "-q", "-o", "new.json"],
                  ["check", "cut.csv"]):
    met = False
    for attempt in range(20):
        with open("cut.csv", "wb") as file:
            file.write(head + b"\n" + rows * 150)
        process = subprocess.Popen([binet, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(0.01 * (1 + attempt % 5))
        os.truncate("cut.csv", 5000)
        errors = process.communicate(timeout=60)[1]
        if process.returncode < 0:
            sys.exit(f"{arguments[0]}: signal {-process.returncode}")
        if process.returncode == 1 and "cut.csv" in errors:
            met = True
            break
    if not met:
        sys.exit(f"{arguments[0]}: never met")
PYTHON
  rm -f cut.csv; no_litter
}

# --- Side files.

case_log_that_fails() {
  status 0 "$binet" train "$data" "${target[@]}" --model mlp --epochs 2 -o new.json --log /dev/full >out
  says "the log /dev/full ends here"
  status 1 "$binet" train "$data" "${target[@]}" --model mlp --epochs 2 -o new.json --log none/log
  says "none/log"
}
case_checkpoint_that_fails() {
  status 1 "$binet" train "$data" "${slow[@]}" -o new.json --checkpoint none/checkpoint
  says "none/checkpoint"
}
case_resume_appends_to_the_log() {
  rm -f new.json; (timeout 1 "$binet" train "$data" "${slow[@]}" -o new.json --log log.jsonl)
  local before; before=$(wc -l <log.jsonl); cp log.jsonl first.jsonl
  (timeout 1 "$binet" train --resume new.json.checkpoint -q)
  [ "$(wc -l <log.jsonl)" -gt "$before" ] && cmp -s -n "$(wc -c <first.jsonl)" log.jsonl first.jsonl ||
    fail "the log of the first part is gone"
}
case_short_flag_with_equals() {
  status 0 "$binet" predict m.json "$data" -o=out.csv
  same out.csv expected.csv
  [ ! -e =out.csv ] || fail "a file named =out.csv"
}

# --- Little of everything.

case_few_threads() {
  (ulimit -u 1 2>/dev/null; "$binet" train "$data" "${fast[@]}" --threads 16 -o new.json) || fail "status $?"
  same_model new.json m.json
}
case_small_limits() {
  (ulimit -n "${FEW_FILES:-8}"; "$binet" predict m.json "$data" -o out.csv) || fail "few open files"
  same out.csv expected.csv
  for kind in logistic mlp auto; do
    (ulimit -s "${SMALL_STACK:-128}"; "$binet" train "$data" "${target[@]}" --model $kind --epochs 2 -q -o new.json) ||
      fail "a small stack, $kind"
  done
  (ulimit -s "${SMALL_STACK:-128}"; "$binet" predict m.json "$data" -o out.csv) || fail "a small stack"
  same out.csv expected.csv
}

cases=("$@")
[ $# -gt 0 ] || mapfile -t cases < <(declare -F | sed -n 's/^declare -f \(case_.*\)/\1/p')
for current in "${cases[@]}"; do
  mkdir "$folder/$current"; cd "$folder/$current" || exit 1
  cp ../m.json ../expected.csv ../part.csv .
  $current
done
echo "${#cases[@]} cases, $failures failures"
[ $failures = 0 ]
