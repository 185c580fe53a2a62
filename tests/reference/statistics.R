#!/usr/bin/env Rscript
# Writes statistics.json, the figures that tests/cli/statistics_test.py compares `binet inspect --data` with (made with
# R 4.2.2, sandwich, car, survey, MASS, brglm2):
#   Rscript tests/reference/statistics.R > tests/reference/statistics.json
# With the argument `data` it writes tests/reference/statistics/*.csv instead.

folder <- "tests/reference/statistics"

make_data <- function() {
  set.seed(15)
  n <- 240
  rows <- data.frame(age = sample(20:80, n, TRUE), dose = round(rexp(n, 1 / 3), 2), sex = sample(c("female", "male"), n, TRUE),
                     arm = sample(c("a", "b", "c", "d"), n, TRUE, c(4, 3, 2, 1)), clinic = paste0("k", sample(1:14, n, TRUE)),
                     copies = sample(1:4, n, TRUE), stands_for = round(runif(n, 0.5, 20), 3))
  effect <- setNames(rnorm(14, 0, 0.5), paste0("k", 1:14))[rows$clinic]
  z <- -2 + 0.03 * rows$age + 0.15 * rows$dose + 0.5 * (rows$sex == "male") - 0.8 * (rows$arm == "c") + effect
  rows$y <- as.integer(runif(n) < plogis(z))
  write.csv(rows, file.path(folder, "trial.csv"), row.names = FALSE, quote = FALSE)
  age <- round(runif(n, 18, 95), 1)
  cubic <- data.frame(age = age, age2 = age^2, age3 = age^3)
  cubic$y <- as.integer(runif(n) < plogis(-4 + 0.2 * age - 0.0025 * age^2))
  write.table(format(cubic, digits = 17, trim = TRUE), file.path(folder, "cubic.csv"), sep = ",", row.names = FALSE, quote = FALSE)
  separated <- data.frame(x = round(rnorm(40), 3), group = rep(c("common", "rare"), c(34, 6)))
  separated$y <- as.integer(runif(40) < plogis(separated$x))
  separated$y[separated$group == "rare"] <- 1
  write.csv(separated, file.path(folder, "separated.csv"), row.names = FALSE, quote = FALSE)
}

if ("data" %in% commandArgs(TRUE)) {
  make_data()
  quit()
}

suppressMessages({library(sandwich); library(car); library(survey); library(brglm2)})
exact <- glm.control(epsilon = 1e-15, maxit = 200)
number <- function(x) ifelse(is.na(x) | is.infinite(x), "null", sprintf("%.17g", x))
object <- function(x) paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")
rename <- function(names) sub("^(sex|arm|group)(.+)$", "\\1=\\2", names)
errors <- function(covariance) object(setNames(sqrt(diag(covariance)), rename(rownames(covariance))))
entries <- character()
put <- function(name, text) entries[[name]] <<- text

trial <- read.csv(file.path(folder, "trial.csv"), stringsAsFactors = TRUE)
formula <- y ~ age + dose + sex + arm
model <- glm(formula, binomial, trial, control = exact)
put("estimates", object(setNames(coef(model), rename(names(coef(model))))))
put("errors_model", errors(vcov(model)))
for (type in c("HC0", "HC1", "HC2", "HC3")) put(paste0("errors_", tolower(type)), errors(vcovHC(model, type = type)))
put("errors_cluster", errors(vcovCL(model, cluster = ~clinic)))
n <- nrow(trial)
null <- update(model, . ~ 1)
hosmer_lemeshow <- function(y, p, g = 10) {  # ResourceSelection::hoslem.test
  group <- cut(p, breaks = unique(quantile(p, probs = seq(0, 1, 1 / g))), include.lowest = TRUE)
  observed <- xtabs(cbind(1 - y, y) ~ group)
  expected <- xtabs(cbind(1 - p, p) ~ group)
  statistic <- sum((observed - expected)^2 / expected)
  c(statistic = statistic, degrees = nlevels(group) - 2, p_value = 1 - pchisq(statistic, nlevels(group) - 2))
}
put("fit", object(c(deviance = deviance(model), null_deviance = model$null.deviance, aic = AIC(model), bic = BIC(model),
                    pseudo_r2 = 1 - deviance(model) / model$null.deviance,
                    nagelkerke_r2 = (1 - exp((deviance(model) - model$null.deviance) / n)) / (1 - exp(-model$null.deviance / n)))))
whole <- anova(null, model, test = "Chisq")
put("model_test", object(c(statistic = whole$Deviance[2], degrees = whole$Df[2], p_value = whole$`Pr(>Chi)`[2])))
put("hosmer_lemeshow", object(hosmer_lemeshow(trial$y, fitted(model))))
drops <- Anova(model, type = 2, test.statistic = "LR")
put("term_statistics", object(setNames(drops$`LR Chisq`, rownames(drops))))
put("term_p_values", object(setNames(drops$`Pr(>Chisq)`, rownames(drops))))
wald <- Anova(model, type = 2, test.statistic = "Wald", vcov. = vcovHC(model, type = "HC3"))
put("term_wald_hc3", object(setNames(wald$Chisq, rownames(wald))))
put("variance_inflation", object(vif(model)[, "GVIF"]))

# Profile-likelihood intervals, to rounding: MASS interpolates the same curve.
profile_ends <- function(deviance_at, estimate, error, least) {
  rise <- function(b) deviance_at(b) - least - qchisq(0.95, 1)
  side <- function(sign) {
    far <- estimate + sign * error
    while (rise(far) < 0) far <- estimate + 2 * (far - estimate)
    uniroot(rise, sort(c(estimate, far)), tol = 1e-13 * max(1, abs(estimate)))$root
  }
  c(side(-1), side(1))
}
x <- model.matrix(model)
ends <- sapply(colnames(x), function(name) {
  rest <- x[, colnames(x) != name, drop = FALSE]
  at <- function(b) deviance(glm.fit(rest, trial$y, family = binomial(), offset = b * x[, name], control = exact))
  profile_ends(at, coef(model)[[name]], sqrt(diag(vcov(model)))[[name]], deviance(model))
})
rough <- suppressMessages(confint(model))
stopifnot(max(abs(t(ends) - rough) / sqrt(diag(vcov(model)))) < 2e-3)
put("profile_lower", object(setNames(ends[1, ], rename(colnames(ends)))))
put("profile_upper", object(setNames(ends[2, ], rename(colnames(ends)))))

# Average marginal effects by the delta method, with numeric gradients of the means.
average <- function(b, rows) mean(plogis(model.matrix(formula, rows) %*% b))
delta <- function(f) {
  b <- coef(model)
  g <- sapply(seq_along(b), function(j) {
    h <- 1e-4 * sqrt(diag(vcov(model)))[j]
    move <- function(k) { v <- b; v[j] <- v[j] + k * h; f(v) }
    (8 * (move(1) - move(-1)) - (move(2) - move(-2))) / (12 * h)
  })
  c(f(b), sqrt(drop(g %*% vcov(model) %*% g)))
}
slope <- function(name) function(b) { p <- plogis(x %*% b); mean(p * (1 - p)) * b[[name]] }
with_level <- function(column, level) { rows <- trial; rows[[column]] <- factor(level, levels(trial[[column]])); rows }
contrast <- function(column, level) {
  one <- with_level(column, level)
  zero <- with_level(column, levels(trial[[column]])[1])
  list(difference = function(b) average(b, one) - average(b, zero), ratio = function(b) log(average(b, one) / average(b, zero)))
}
effects <- list(age = delta(slope("age")), dose = delta(slope("dose")))
ratios <- list()
for (level in list(c("sex", "male"), c("arm", "b"), c("arm", "c"), c("arm", "d"))) {
  both <- contrast(level[1], level[2])
  name <- paste0(level[1], "=", level[2])
  effects[[name]] <- delta(both$difference)
  ratios[[name]] <- delta(both$ratio)
}
put("effects", object(sapply(effects, `[`, 1)))
put("effect_errors", object(sapply(effects, `[`, 2)))
put("log_risk_ratios", object(sapply(ratios, `[`, 1)))
put("log_risk_ratio_errors", object(sapply(ratios, `[`, 2)))

cook <- cooks.distance(model)
most <- order(-cook)[1:10]
put("influence_cook", object(setNames(cook[most], most + 1)))  # by line of the file
put("influence_leverage", object(setNames(hatvalues(model)[most], most + 1)))
put("influence_pearson", object(setNames(residuals(model, "pearson")[most], most + 1)))

# Frequency weights: as many equal rows.
copies <- trial[rep(seq_len(n), trial$copies), ]
repeated <- glm(formula, binomial, copies, control = exact)
put("copies_estimates", object(setNames(coef(repeated), rename(names(coef(repeated))))))
put("copies_errors_model", errors(vcov(repeated)))
put("copies_errors_hc1", errors(vcovHC(repeated, type = "HC1")))
put("copies_errors_hc3", errors(vcovHC(repeated, type = "HC3")))
put("copies_errors_cluster", errors(vcovCL(repeated, cluster = ~clinic)))
put("copies_fit", object(c(aic = AIC(repeated), bic = BIC(repeated))))

# Sampling weights.
sampled <- svyglm(formula, svydesign(ids = ~1, weights = ~stands_for, data = trial), family = quasibinomial(), control = exact)
put("sampling_estimates", object(setNames(coef(sampled), rename(names(coef(sampled))))))
put("sampling_errors", errors(vcov(sampled)))
clustered <- svyglm(formula, svydesign(ids = ~clinic, weights = ~stands_for, data = trial), family = quasibinomial(), control = exact)
put("sampling_errors_cluster", errors(vcov(clustered)))

# Columns that are nearly collinear.
cubic <- glm(y ~ age + age2 + age3, binomial, read.csv(file.path(folder, "cubic.csv")), control = exact)
put("cubic_estimates", object(coef(cubic)))
put("cubic_errors", errors(vcov(cubic)))

# Firth's penalised likelihood.
separated <- read.csv(file.path(folder, "separated.csv"), stringsAsFactors = TRUE)
firth <- glm(y ~ x + group, binomial, separated, method = "brglmFit", type = "MPL_Jeffreys", epsilon = 1e-14, maxit = 5000)
put("firth_estimates", object(setNames(coef(firth), rename(names(coef(firth))))))
put("firth_errors", errors(vcov(firth)))
z <- model.matrix(firth)
penalised <- function(b) {  # the deviance less log |X'WX|
  p <- plogis(z %*% b)
  -2 * sum(dbinom(separated$y, 1, p, log = TRUE)) - as.numeric(determinant(crossprod(z, z * drop(p * (1 - p))))$modulus)
}
at <- function(j) function(value) {
  f <- function(rest) { b <- numeric(3); b[j] <- value; b[-j] <- rest; penalised(b) }
  start <- coef(firth)[-j]
  for (round in 1:4) start <- optim(start, f, method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))$par
  f(start)
}
firth_ends <- sapply(1:3, function(j) profile_ends(at(j), coef(firth)[[j]], sqrt(diag(vcov(firth)))[[j]], penalised(coef(firth))))
put("firth_lower", object(setNames(firth_ends[1, ], rename(names(coef(firth))))))
put("firth_upper", object(setNames(firth_ends[2, ], rename(names(coef(firth))))))

cat("{\n", paste0('  "', names(entries), '": ', entries, collapse = ",\n"), "\n}\n", sep = "")
