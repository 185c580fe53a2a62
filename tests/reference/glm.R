#!/usr/bin/env Rscript
# Writes glm.json, the coefficients of R's glm that tests/cli compares logistic regression with (made with R 4.2.2):
#   Rscript tests/reference/glm.R > tests/reference/glm.json
# A category's levels are compared with its first in byte order; a column not named under `columns` is ignored.

cases <- list(
  list(file = "penguins.csv", target = "sex", positive = "male",
       columns = c("species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year")),
  list(file = "anes96.csv", target = "vote", positive = "1",
       columns = c("popul", "TVnews", "selfLR", "ClinLR", "DoleLR", "PID", "age", "educ", "income", "logpopul")),
  list(file = "wdbc.csv", target = "diagnosis", positive = "malignant",
       columns = c("mean radius", "mean texture", "mean smoothness", "mean concavity", "radius error")),
  list(file = "birdstrikes.csv.gz", target = "Effect Amount of damage", positive = "damage",
       columns = c("Phase of flight", "Wildlife Size", "Time of day")),
  list(file = "digits.csv", target = "digit", positive = "5-9",
       columns = c("pixel_2_2", "pixel_2_4", "pixel_3_3", "pixel_4_2", "pixel_4_4", "pixel_5_5", "pixel_6_2"))
)

quote_text <- function(text) paste0('"', text, '"')  # no name here needs escaping

fit <- function(case) {
  rows <- read.csv(file.path("data", case$file), check.names = FALSE, stringsAsFactors = FALSE)
  y <- as.integer(as.character(rows[[case$target]]) == case$positive)
  terms <- lapply(case$columns, function(name) {
    column <- rows[[name]]
    if (is.numeric(column)) return(setNames(data.frame(column), name))
    levels <- sort(unique(column), method = "radix")
    setNames(as.data.frame(lapply(levels[-1], function(level) as.integer(column == level))), paste0(name, "=", levels[-1]))
  })
  x <- as.matrix(do.call(cbind, c(list("(Intercept)" = rep(1, nrow(rows))), terms)))
  model <- glm.fit(x, y, family = binomial(), control = glm.control(epsilon = 1e-15, maxit = 200))
  stopifnot(model$converged, all(is.finite(model$coefficients)), max(abs(model$coefficients * apply(x, 2, sd))) < 15)
  error <- sqrt(diag(chol2inv(model$qr$qr)))[order(model$qr$pivot)]
  class(model) <- c("glm", "lm")
  list(coefficients = model$coefficients, errors = setNames(error, names(model$coefficients)),
       likelihood = c(deviance = model$deviance, null_deviance = model$null.deviance, aic = AIC(model),
                      pseudo_r2 = 1 - model$deviance / model$null.deviance))
}

object <- function(numbers) {
  paste0("{", paste0(quote_text(names(numbers)), ": ", sprintf("%.17g", numbers), collapse = ", "), "}")
}

write_case <- function(case) {
  fitted <- fit(case)
  paste0('{"file": ', quote_text(case$file), ', "target": ', quote_text(case$target), ', "positive": ',
         quote_text(case$positive), ',\n  "columns": [', paste(quote_text(case$columns), collapse = ", "), '],\n',
         '  "coefficients": ', object(fitted$coefficients), ',\n  "standard_errors": ', object(fitted$errors), ',\n  "likelihood": ',
         object(fitted$likelihood), "}")
}

cat("[\n", paste(sapply(cases, write_case), collapse = ",\n"), "\n]\n", sep = "")
