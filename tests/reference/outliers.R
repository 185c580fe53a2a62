#!/usr/bin/env Rscript
# Writes outliers.json, logistic regressions on columns with a value far from all others, with near-copies and with
# times in milliseconds, which tests/cli/outlier_statistics_test.py compares with those of the program (made with R
# 4.2.2):
#   Rscript tests/reference/outliers.R > tests/reference/outliers.json
# glm fails where the outlier is on the side of its class: its logit is then so large that the row adds nothing to
# likelihood and information, and the reference is the fit without it. Firth's fits are by scoring steps on the rows of
# weight 1 + h and target (y + h/2)/(1 + h), since brglm2 0.9 does not converge on one distant value; where it does, the
# two agree.

i <- 0:149
rows <- data.frame(a = ((i * 37) %% 101 - 50) / 25, b = ((i * 53) %% 97 - 48) / 24)
rows$y <- as.integer(((i * 29) %% 64 + 0.5) / 64 < plogis(0.8 * rows$a - 0.5 * rows$b + 0.2))
negative <- which(rows$y == 0)[4]
positive <- which(rows$y == 1)[4]

number <- function(x) sprintf("%.12g", x)
object <- function(x) paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")
shown <- function(name, estimates, errors) {
  sprintf('"%s": {\n  "estimates": %s,\n  "errors": %s}', name, object(estimates), object(errors))
}
firth <- function(name, rows) {
  x <- model.matrix(y ~ ., rows)
  scale <- apply(abs(x), 2, max)
  b <- setNames(numeric(ncol(x)), colnames(x))
  for (step in 1:200) {
    p <- plogis(drop(x %*% (b / scale)))
    decomposed <- qr(sqrt(p * (1 - p)) * sweep(x, 2, scale, "/"), tol = 1e-14)
    h <- rowSums(qr.Q(decomposed)^2)
    score <- rows$y - p + h * (0.5 - p)
    weight <- sqrt(p * (1 - p) * (1 + h))
    b <- b + qr.coef(qr(weight * sweep(x, 2, scale, "/"), tol = 1e-14), score / weight)
  }
  shown(paste("firth", name), b / scale, sqrt(diag(chol2inv(qr.R(decomposed)))) / scale)
}
entry <- function(name, rows) {
  exact <- glm.control(epsilon = 1e-15, maxit = 200)
  fit <- glm(y ~ ., binomial, rows, control = exact)
  # The deviance hardly depends on what the probability of the outlier is: glm stops early.
  for (more in 1:20) fit <- glm(y ~ ., binomial, rows, control = exact, start = coef(fit))
  stopifnot(!anyNA(coef(fit)))
  shown(name, coef(fit), sqrt(diag(vcov(fit))))
}
changed <- function(at, value) {
  rows$a[at] <- value
  rows
}
near <- function(distance) {
  rows$a2 <- rows$a + distance * ((i * 71) %% 89 - 44) / 22
  rows
}
options(warn = -1)
entries <- c()
for (value in c("1e6", "1e8", "1e10", "1e12")) {
  x <- as.numeric(value)
  cases <- list("wrong side" = changed(negative, x), "both sides" = changed(c(negative, positive), c(x, x * 1.1)),
                "right side" = rows[-positive, ])
  for (side in names(cases)) {
    name <- paste(side, value)
    entries <- c(entries, entry(name, cases[[side]]), firth(name, cases[[side]]))
  }
}
# A column that separates its rows beside the distant value: the others have the estimates of the rows without it.
rest <- !(rows$y == 1 & i %% 5 == 0)
for (value in c("1e6", "1e10")) {
  x <- as.numeric(value)
  for (side in c("wrong", "both", "right")) {
    at <- list(wrong = negative, both = c(negative, positive), right = NULL)[[side]]
    found <- changed(at, c(x, x * 1.1)[seq_along(at)])
    kept <- rest & !(side == "right" & seq_along(i) == positive)
    entries <- c(entries, entry(paste("separated", side, value), found[kept, ]))
  }
}
for (distance in c("1e-4", "1e-5", "1e-6")) {
  name <- paste("near", distance)
  entries <- c(entries, entry(name, near(as.numeric(distance))), firth(name, near(as.numeric(distance))))
}
rows$a <- 1.7e12 + rows$a * 8e9
entries <- c(entries, entry("milliseconds", rows))
cat("{", paste(entries, collapse = ",\n"), "}", sep = "\n")
