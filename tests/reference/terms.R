#!/usr/bin/env Rscript
# Writes terms.json, the figures that tests/cli/terms_test.py compares models with terms with (made with R 4.2.2):
#   Rscript tests/reference/terms.R > tests/reference/terms.json
# The data are tests/reference/statistics/trial.csv, which statistics.R makes.

suppressMessages({library(splines); library(rms)})
rows <- read.csv("tests/reference/statistics/trial.csv", stringsAsFactors = TRUE)
fresh <- expand.grid(age = c(5, 20, 44, 80, 97), dose = c(0, 1.5, 30), sex = c("female", "male"), arm = c("a", "d"),
                     clinic = "k1", copies = 1, stands_for = 1)
exact <- glm.control(epsilon = 1e-15, maxit = 200)
formulas <- c("age*sex", "poly(age, 2) + arm", "ns(age, 4) + sex", "log(dose + 1) + age + I(age^2)", "age:sex + arm",
              "sex*arm", "poly(age, 2)*sex", "ns(dose, df = 3) + scale(age)", "(age + sex + arm)^2",
              "poly(age, 3, raw = TRUE) + sqrt(dose)/sex", "ns(age, knots = c(35, 60)):sex", ". - arm - clinic - copies - stands_for",
              "I(age/10) * log1p(dose) + log2(age)", "bs(age, 5) + sex", "bs(dose, df = 3) + arm",
              "bs(age, knots = c(35, 60))*sex", "rcs(age, 4)*sex", "rcs(age) + rcs(dose, 3)", "rcs(log(dose + 1), c(0.5, 1, 2))",
              "ordered(arm, levels = c(\"b\", \"a\", \"c\", \"d\"))*age",
              "ordered(arm, levels = c(\"b\", \"a\", \"c\", \"d\")):age + sex",
              "ordered(arm, levels = c(\"b\", \"a\", \"c\", \"d\")) + sex - 1")
number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
rename <- function(names) {
  names <- gsub("sex(female|male)", "sex=\\1", names)
  names <- gsub("arm([a-d])", "arm=\\1", names)
  gsub("\"", "\\\\\"", gsub("\\)([a-d])(:|$)", ")=\\1\\2", names))
}
object <- function(x) paste0("{", paste0('"', rename(names(x)), '": ', number(x), collapse = ", "), "}")
entries <- character()
for (text in formulas) {
  fit <- glm(as.formula(paste("y ~", text)), binomial, rows, control = exact)
  tests <- drop1(fit, test = "LRT")[-1, , drop = FALSE]
  entries <- c(entries, sprintf(
    '"%s": {\n  "estimates": %s,\n  "errors": %s,\n  "deviance": %s,\n  "term_statistics": %s,\n  "fresh": [%s]}',
    rename(text), object(coef(fit)), object(sqrt(diag(vcov(fit)))), number(deviance(fit)),
    object(setNames(tests$LRT, rownames(tests))), paste(number(predict(fit, fresh, type = "response")), collapse = ", ")))
}
new_rows <- do.call(rbind, lapply(seq_len(nrow(fresh)), function(i) as.character(unlist(lapply(fresh[i, ], as.character)))))
lines <- c(paste(names(fresh), collapse = ","), apply(new_rows, 1, paste, collapse = ","))
cat("{", paste0('"fresh_rows": ["', paste(lines, collapse = '", "'), '"],'), paste(entries, collapse = ",\n"), "}", sep = "\n")
