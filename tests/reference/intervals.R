# 95% intervals of shares and of ROC AUC on few rows, for tests/eval/interval_test.cpp.
# Rscript tests/reference/intervals.R
show <- function(name, limits) cat(sprintf("%-24s %.10f %.10f\n", name, limits[1], limits[2]))
show("wilson 7 of 9", prop.test(7, 9, correct = FALSE)$conf.int)
show("exact 4 of 4", binom.test(4, 4)$conf.int)
show("exact 0 of 4", binom.test(0, 4)$conf.int)
suppressMessages(library(pROC))
target <- c(1, 1, 0, 1, 0, 0, 1, 0)
score <- c(0.9, 0.8, 0.75, 0.6, 0.4, 0.3, 0.2, 0.1)
auc <- roc(target, score, quiet = TRUE, direction = "<")
value <- as.numeric(auc$auc)
error <- sqrt(var(auc))
reach <- qnorm(0.975) * error / (value * (1 - value))
show("DeLong, logit", plogis(qlogis(value) + c(-reach, reach)))
