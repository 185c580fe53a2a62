#!/usr/bin/env Rscript
# Writes effects.json, the average marginal effects that tests/cli/effects_test.py compares those of `binet inspect
# --data` with (made with R 4.2.2 and sandwich), by differences of predictions, as marginaleffects::avg_slopes and
# avg_comparisons compute them:
#   Rscript tests/reference/effects.R > tests/reference/effects.json
# The data are tests/reference/statistics/trial.csv, which statistics.R makes.

suppressMessages({library(splines); library(sandwich); library(rms); library(lmtest)})
rows <- read.csv("tests/reference/statistics/trial.csv", stringsAsFactors = TRUE)
exact <- glm.control(epsilon = 1e-15, maxit = 200)
formulas <- c("age*sex", "poly(age, 2) + arm", "ns(age, 4) + sex", "log(dose + 1) + age + I(age^2)", "age:sex + arm",
              "sex*arm", "poly(age, 2)*sex", "ns(dose, df = 3) + scale(age)", "(age + sex + arm)^2",
              "poly(age, 3, raw = TRUE) + sqrt(dose + 1)/sex", "ns(age, knots = c(35, 60)):sex", "age + sex*arm - 1",
              "I(age/10) * log1p(dose) + log2(age)", "I(dose/age) + abs(age - 50.5) + log10(age)",
              "I(1.05^dose) + exp(-dose) + sex", "bs(age, 5)*sex", "rcs(age, 4) + rcs(dose, 3):sex",
              "ordered(arm, levels = c('b', 'a', 'c', 'd'))*age")
number <- function(x) sprintf("%.17g", x)
object <- function(x) paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")

# A mean of predictions of changed rows, weighted by `sign`, and its gradient by the coefficients.
design <- function(fit, data) {
  frame <- model.frame(delete.response(terms(fit)), data, xlev = fit$xlevels)
  model.matrix(delete.response(terms(fit)), frame, contrasts.arg = fit$contrasts)
}
mean_of <- function(fit, data) {
  x <- design(fit, data)
  p <- drop(plogis(x %*% coef(fit)))
  list(value = mean(p), gradient = colMeans(p * (1 - p) * x))
}
effect <- function(fit, from, to, width) {
  a <- mean_of(fit, from)
  b <- mean_of(fit, to)
  list(value = (b$value - a$value) / width, gradient = (b$gradient - a$gradient) / width,
       log_ratio = log(b$value / a$value), ratio_gradient = b$gradient / b$value - a$gradient / a$value)
}
effects_of <- function(fit) {
  found <- list()
  for (name in intersect(names(rows), all.vars(formula(fit))[-1])) {
    if (is.numeric(rows[[name]])) {
      step <- 1e-6 * diff(range(rows[[name]]))
      from <- to <- rows
      from[[name]] <- rows[[name]] - step
      to[[name]] <- rows[[name]] + step
      found[[name]] <- effect(fit, from, to, 2 * step)
    } else {
      order <- if (grepl("ordered", text)) c("b", "a", "c", "d") else levels(rows[[name]])  # the first: the reference
      for (level in order[-1]) {
        from <- to <- rows
        from[[name]] <- factor(order[1], levels(rows[[name]]))
        to[[name]] <- factor(level, levels(rows[[name]]))
        found[[paste0(name, "=", level)]] <- effect(fit, from, to, 1)
      }
    }
  }
  found
}
error <- function(gradient, covariance) sqrt(drop(gradient %*% covariance %*% gradient))
entries <- character()
for (text in formulas) {
  fit <- glm(as.formula(paste("y ~", text)), binomial, rows, control = exact)
  stopifnot(!anyNA(coef(fit)))
  found <- effects_of(fit)
  contrasts <- found[grepl("=", names(found))]
  each <- function(covariance) sapply(found, function(e) error(e$gradient, covariance))
  parts <- list(effects = sapply(found, `[[`, "value"), errors_model = each(vcov(fit)),
                errors_hc3 = each(vcovHC(fit, type = "HC3")), errors_clinic = each(vcovCL(fit, cluster = ~clinic)))
  if (length(contrasts) > 0) {
    parts$log_risk_ratios <- sapply(contrasts, `[[`, "log_ratio")
    parts$log_risk_ratio_errors <- sapply(contrasts, function(e) error(e$ratio_gradient, vcov(fit)))
  }
  if (attr(terms(fit), "intercept") == 1) {
    test <- waldtest(fit, vcov = vcovHC(fit, type = "HC3"), test = "Chisq")
    parts$wald_hc3 <- c(statistic = test$Chisq[2], degrees = abs(test$Df[2]), p_value = test$`Pr(>Chisq)`[2])
  }
  lines <- sapply(names(parts), function(key) sprintf('  "%s": %s', key, object(parts[[key]])))
  entries <- c(entries, sprintf('"%s": {\n%s}', text, paste(lines, collapse = ",\n")))
}
cat("{", paste(entries, collapse = ",\n"), "}", sep = "\n")
