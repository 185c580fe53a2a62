#!/usr/bin/env Rscript
# Writes collinear.json, logistic regressions on columns that are nearly collinear, which tests/cli/collinear_test.py
# compares with those of the program (made with R 4.2.2):
#   Rscript tests/reference/collinear.R > tests/reference/collinear.json
# With the argument `data` it writes its data, tests/reference/statistics/labour.csv, instead: women of carData::Mroz,
# with a year drawn for each. tests/reference/star98.py writes star98.csv.

folder <- "tests/reference/statistics"
if ("data" %in% commandArgs(TRUE)) {
  set.seed(98)
  rows <- carData::Mroz[c("lfp", "k5", "age", "inc")]
  rows$year <- sample(1950:2019, nrow(rows), TRUE)
  names(rows)[1] <- "participation"
  write.csv(rows, file.path(folder, "labour.csv"), row.names = FALSE, quote = FALSE)
  quit()
}
exact <- glm.control(epsilon = 1e-15, maxit = 200)
number <- function(x) sprintf("%.17g", x)
object <- function(x) paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")
entry <- function(name, fit) {
  stopifnot(!anyNA(coef(fit)))
  sprintf('"%s": {\n  "estimates": %s,\n  "errors": %s,\n  "deviance": %s}', name, object(coef(fit)),
          object(sqrt(diag(vcov(fit)))), number(deviance(fit)))
}
labour <- read.csv(file.path(folder, "labour.csv"))
labour$y <- labour$participation == "yes"
formulas <- c("age + I(age^2) + I(age^3)", "poly(age, 3, raw = TRUE)", "year + I(year^2)", "year + I(year^2) + age + I(age^2) + inc + k5")
entries <- sapply(formulas, function(text) entry(text, glm(as.formula(paste("y ~", text)), binomial, labour, control = exact)))
star98 <- read.csv(file.path(folder, "star98.csv"))
wide <- glm(above ~ . - pupils, binomial, star98, weights = pupils, control = exact)
cat("{", paste(c(entries, entry("star98", wide)), collapse = ",\n"), "}", sep = "\n")
