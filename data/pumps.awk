# Writes the log of some pumps as CSV, for docs/sequences.md: simulated, the same on every machine.
#     awk -v pumps=300 -v seed=1 -f data/pumps.awk
# A pump fails, in 19 of 20 cases, if an alarm came after it was last stopped; a stop repairs it.
function draw() { state = (state * 16807) % 2147483647; return state / 2147483647 }
BEGIN {
  state = seed + 1000
  for (i = 0; i < 10; ++i) draw()
  print "pump,hour,event,pressure,failed"
  for (pump = 1; pump <= pumps; ++pump) {
    rows = 3 + int(draw() * 18)
    alarm = 0
    hour = 0
    log_text = ""
    for (row = 0; row < rows; ++row) {
      hour += 1 + int(draw() * 5)
      u = draw()
      event = u < 0.12 ? "alarm" : u < 0.3 ? "stop" : "run"
      if (event == "alarm") alarm = 1
      if (event == "stop") alarm = 0
      log_text = log_text sprintf("pump%d,%d,%s,%.1f,LABEL\n", pump, hour, event, 4 + draw() + draw())
    }
    failed = (draw() < 0.05) ? 1 - alarm : alarm
    gsub("LABEL", failed ? "yes" : "no", log_text)
    printf "%s", log_text
  }
}
