#!/usr/bin/env Rscript
# Writes open_estimates.json: what R says of fits that do not determine every coefficient (made with R 4.2.2):
#   Rscript tests/reference/open_estimates.R > tests/reference/open_estimates.json
# An aliased coefficient is null; of quasi-complete separation the finite estimates are those of glm without the rows that
# the separating level decides. The files are written beside this script by itself.

folder <- "tests/reference/open_estimates"
dir.create(folder, showWarnings = FALSE)
set.seed(12)
n <- 150
x <- round(rnorm(n), 3); z <- round(rnorm(n), 3)
y <- rbinom(n, 1, plogis(0.7 * x - 0.4 * z))
aliased <- data.frame(x = x, copy = x, z = z, sum = x + z, y = y)
write.csv(aliased, file.path(folder, "aliased.csv"), row.names = FALSE, quote = FALSE)
level <- sample(c("a", "b", "rare"), n, TRUE, c(0.5, 0.42, 0.08))
quasi <- data.frame(level = level, z = z, y = ifelse(level == "rare", 1, y))
write.csv(quasi, file.path(folder, "quasi.csv"), row.names = FALSE, quote = FALSE)
strong <- data.frame(x = round((1:60 - 30.5) / 12, 4), y = as.integer(1:60 > 30))
strong$y[30] <- 1; strong$y[31] <- 0
write.csv(strong, file.path(folder, "strong.csv"), row.names = FALSE, quote = FALSE)

number <- function(value) if (is.na(value)) "null" else sprintf("%.15g", value)
show <- function(file, model, aic) {
  found <- coef(model); error <- sqrt(diag(vcov(model, complete = TRUE)))
  names(found) <- sub("^levelb$", "level=b", names(found))
  rows <- mapply(function(name, b, e) sprintf('    "%s": [%s, %s]', name, number(b), number(e)), names(found), found, error)
  sprintf('  "%s": {"aic": %s, "coefficients": {\n%s}}', file, if (aic) number(AIC(model)) else "null", paste(rows, collapse = ",\n"))
}
control <- glm.control(epsilon = 1e-10, maxit = 100)
cat("{\n", paste(show("aliased.csv", glm(y ~ x + copy + z + sum, binomial, aliased, control = control), TRUE),
                 show("quasi.csv", glm(y ~ level + z, binomial, quasi[quasi$level != "rare", ], control = control), FALSE),
                 show("strong.csv", glm(y ~ x, binomial, strong, control = control), TRUE), sep = ",\n"), "\n}\n", sep = "")
