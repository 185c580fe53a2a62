#!/usr/bin/env Rscript
# Writes offset.json, the figures that tests/cli/offset_test.py compares models with an offset, and models without an
# intercept, with (made with R 4.2.2):
#   Rscript tests/reference/offset.R > tests/reference/offset.json
# The data are tests/reference/statistics/trial.csv, which statistics.R makes.

suppressMessages(library(splines))
rows <- read.csv("tests/reference/statistics/trial.csv", stringsAsFactors = TRUE)
exact <- glm.control(epsilon = 1e-15, maxit = 200)
number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
rename <- function(names) {
  names <- gsub("sex(female|male)", "sex=\\1", names)
  gsub("arm([a-d])", "arm=\\1", names)
}
object <- function(x) paste0("{", paste0('"', rename(names(x)), '": ', number(x), collapse = ", "), "}")
entry <- function(name, fit) {
  tests <- drop1(fit, test = "LRT")[-1, , drop = FALSE]
  sprintf('"%s": {\n  "estimates": %s,\n  "errors": %s,\n  "deviance": %s,\n  "null_deviance": %s,\n  "term_statistics": %s,\n  "fitted": [%s]}',
          name, object(coef(fit)), object(sqrt(diag(vcov(fit)))), number(deviance(fit)), number(fit$null.deviance),
          object(setNames(tests$LRT, rownames(tests))), paste(number(fitted(fit)), collapse = ", "))
}
with_offset <- c("age + sex", "age*sex", "ns(age, 3) + arm")
without <- c("age + sex - 1", "sex + arm - 1", "arm + age + sex + 0", "age - 1", "age:sex - 1", "poly(age, 2) + arm - 1",
             "sex*age - 1")
entries <- character()
for (text in with_offset) {
  fit <- glm(as.formula(paste("y ~", text)), binomial, rows, offset = dose, control = exact)
  entries <- c(entries, entry(paste("offset:", text), fit))
}
for (text in without) {
  entries <- c(entries, entry(text, glm(as.formula(paste("y ~", text)), binomial, rows, control = exact)))
}
fit <- glm(y ~ age + arm - 1, binomial, rows, offset = dose, control = exact)
entries <- c(entries, entry("offset: age + arm - 1", fit))
weighted <- glm(y ~ age + sex, binomial, rows, offset = dose, weights = copies, control = exact)
entries <- c(entries, entry("weighted offset: age + sex", weighted))
cat("{", paste(entries, collapse = ",\n"), "}", sep = "\n")
