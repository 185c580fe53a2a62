#!/usr/bin/env Rscript
# Writes simple_effects.json, the figures that tests/cli/simple_effects_test.py compares the effects of interacting
# columns and the joint tests of `binet inspect --data` with (made with R 4.2.2, emmeans 1.8.4, car 3.1.1 and sandwich
# 3.0.2):
#   Rscript tests/reference/simple_effects.R > tests/reference/simple_effects.json
# The data are tests/reference/statistics/trial.csv, which statistics.R makes.

suppressMessages({library(splines); library(emmeans); library(car); library(sandwich)})
emm_options(msg.interaction = FALSE, msg.nesting = FALSE, opt.digits = FALSE)
rows <- read.csv("tests/reference/statistics/trial.csv", stringsAsFactors = TRUE)
exact <- glm.control(epsilon = 1e-15, maxit = 200)
formulas <- c("age*sex", "sex*arm", "age*dose", "(age + sex + arm)^2", "age*sex*arm", "poly(age, 2)*sex + arm",
              "ns(age, 3)*sex", "log(dose + 1)*age", "age + I(age^2) + arm", "age:sex + arm", "I(dose^2):sex + dose")
number <- function(x) sprintf("%.17g", x)
object <- function(x) {
  if (length(x) == 0) "{}" else paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")
}

# Pairs of variables that a term reads together, each first one with each second one.
pairs_of <- function(fit) {
  found <- list()
  for (label in attr(terms(fit), "term.labels")) {
    read <- all.vars(as.formula(paste("~", label)))
    for (a in read) for (b in setdiff(read, a)) found[[paste(a, b)]] <- c(a, b)
  }
  found
}
points <- function(name) {
  if (is.factor(rows[[name]])) return(levels(rows[[name]]))
  unname(quantile(rows[[name]], c(0.25, 0.5, 0.75)))
}
at_text <- function(name, value) paste0(name, "=", if (is.numeric(value)) sprintf("%.6g", value) else value)

effects_of <- function(fit, covariance) {
  estimates <- errors <- numeric()
  for (pair in pairs_of(fit)) {
    for (value in points(pair[2])) {
      held <- setNames(list(value), pair[2])
      if (is.numeric(rows[[pair[1]]])) {
        # As emtrends does, but with a symmetric difference, which is exact to 1e-6 on curves too.
        center <- mean(rows[[pair[1]]])
        step <- 1e-4 * diff(range(rows[[pair[1]]]))
        ends <- c(held, setNames(list(c(center - step, center + step)), pair[1]))
        means <- emmeans(fit, as.formula(paste("~", pair[1])), at = ends, vcov. = covariance)
        found <- as.data.frame(contrast(means, list(slope = c(-1, 1) / (2 * step))))
        names <- pair[1]
        figures <- found$estimate
      } else {
        means <- emmeans(fit, as.formula(paste("~", pair[1])), at = held, vcov. = covariance)
        found <- as.data.frame(contrast(means, "trt.vs.ctrl1"))
        names <- paste0(pair[1], "=", levels(rows[[pair[1]]])[-1])
        figures <- found$estimate
      }
      names <- paste(names, "at", at_text(pair[2], value))
      estimates[names] <- figures
      errors[names] <- found$SE
    }
  }
  list(estimates = estimates, errors = errors)
}

# Of each variable that several terms read, all these terms together.
joint_tests <- function(fit) {
  likelihood <- hc3 <- numeric()
  labels <- attr(terms(fit), "term.labels")
  reads <- lapply(labels, function(label) all.vars(as.formula(paste("~", label))))
  assign <- attr(model.matrix(fit), "assign")
  for (name in unique(unlist(reads))) {
    of <- which(sapply(reads, function(read) name %in% read))
    if (length(of) < 2) next
    x <- model.matrix(fit)
    rest <- glm.fit(x[, !(assign %in% of), drop = FALSE], fit$y, family = binomial(), control = exact)
    likelihood[name] <- rest$deviance - deviance(fit)
    tested <- names(coef(fit))[assign %in% of]
    hc3[name] <- linearHypothesis(fit, tested, vcov. = vcovHC(fit, "HC3"), test = "Chisq")$Chisq[2]
  }
  list(likelihood = likelihood, hc3 = hc3)
}

entries <- character()
for (text in formulas) {
  fit <- glm(as.formula(paste("y ~", text)), binomial, rows, control = exact)
  effects <- effects_of(fit, vcov(fit))
  robust <- effects_of(fit, vcovHC(fit, "HC3"))
  tests <- joint_tests(fit)
  entries <- c(entries, sprintf(
    paste0('"%s": {\n  "effects": %s,\n  "errors_model": %s,\n  "errors_hc3": %s,\n  "joint_tests": %s,\n',
           '  "joint_tests_hc3": %s}'),
    text, object(effects$estimates), object(effects$errors), object(robust$errors), object(tests$likelihood),
    object(tests$hc3)))
}
cat("{", paste(entries, collapse = ",\n"), "}", sep = "\n")
