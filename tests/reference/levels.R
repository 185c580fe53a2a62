#!/usr/bin/env Rscript
# Writes levels.json, the figures that tests/cli/levels_test.py compares `binet inspect --data` with where levels are
# not in the order of their frequency, columns are aliased, or rows are alike (made with R 4.2.2, car and sandwich):
#   Rscript tests/reference/levels.R > tests/reference/levels.json
# The files are written beside this script by itself.

suppressMessages({library(car); library(sandwich)})
folder <- "tests/reference/levels"
set.seed(31)
n <- 160
ward <- sample(c("east", "north", "south", "west"), n, TRUE, c(1, 4, 2, 3))
stage <- sample(c("early", "late", "middle"), n, TRUE, c(1, 2, 3))
age <- round(rnorm(n, 60, 9) + 6 * (ward == "south") + 5 * (stage == "late"))
rows <- data.frame(age, twin = 2 * age - 1, ward, stage, late = as.integer(stage == "late"))
rows$y <- rbinom(n, 1, plogis(-3 + 0.05 * age - 0.8 * (ward == "west") + 0.7 * (stage == "middle")))
write.csv(rows, file.path(folder, "wards.csv"), row.names = FALSE, quote = FALSE)
cells <- data.frame(kind = rep(c("a", "b"), each = 27), tension = rep(c("high", "low", "middle"), each = 9, times = 2))
cells$y <- as.integer(unlist(lapply(c(3, 6, 4, 1, 5, 6), function(k) 1:9 <= k)))
write.csv(cells, file.path(folder, "cells.csv"), row.names = FALSE, quote = FALSE)

exact <- glm.control(epsilon = 1e-12, maxit = 100)
rows <- read.csv(file.path(folder, "wards.csv"), stringsAsFactors = TRUE)
number <- function(x) ifelse(is.na(x), "null", sprintf("%.15g", x))
object <- function(x) paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")
entries <- character()
put <- function(name, values) entries[[name]] <<- object(values)
inflation <- function(formula) {
  found <- suppressWarnings(vif(glm(formula, binomial, rows, control = exact)))
  if (is.matrix(found)) found[, 1] else found
}
put("inflation", inflation(y ~ age + ward + stage))
put("inflation_without_intercept", inflation(y ~ age + ward + stage - 1))

aliased <- glm(y ~ ., binomial, rows, control = exact)
drops <- drop1(aliased, test = "LRT")[-1, ]
some <- drops$Df > 0  # the other columns can take the place of the rest
put("aliased_statistics", setNames(drops$LRT[some], rownames(drops)[some]))
put("aliased_degrees", setNames(drops$Df[some], rownames(drops)[some]))
wald <- function(order, tested) {
  model <- glm(order, binomial, rows, control = exact)
  b <- coef(model)[tested]
  drop(b %*% solve(vcovHC(model)[tested, tested], b))
}
put("aliased_wald", c(ward = wald(y ~ age + stage + ward, paste0("ward", c("north", "south", "west"))),
                      stage = wald(y ~ age + ward + late + stage, "stagemiddle")))

cells <- read.csv(file.path(folder, "cells.csv"), stringsAsFactors = TRUE)
fitted <- round(fitted(glm(y ~ kind + tension, binomial, cells, control = exact)), 12)  # equal where rows are alike
group <- droplevels(cut(fitted, unique(quantile(fitted, seq(0, 1, 0.1))), include.lowest = TRUE))
observed <- tapply(cells$y, group, sum)
expected <- tapply(fitted, group, sum)
size <- tapply(fitted, group, length)
statistic <- sum((observed - expected)^2 / expected + (observed - expected)^2 / (size - expected))
put("cells_hosmer_lemeshow", c(statistic = statistic, degrees = nlevels(group) - 2,
                               p_value = pchisq(statistic, nlevels(group) - 2, lower.tail = FALSE)))

cat("{\n", paste0('  "', names(entries), '": ', entries, collapse = ",\n"), "\n}\n", sep = "")
