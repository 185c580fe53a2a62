# Writes logistic.json beside this file: logistic regressions by R's glm and elastic nets by glmnet on data sets that come
# with R. Features are rounded to float32 first, so that both programs fit the same numbers.
#   Rscript tests/reference/logistic.R        (Debian: r-base-core, r-cran-glmnet)
suppressPackageStartupMessages(library(glmnet))

as_float <- function(x) {
  x[] <- readBin(writeBin(as.numeric(x), raw(), size = 4), "numeric", length(x), size = 4)
  x
}
numbers <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
rows <- function(m) paste0("[", paste(apply(m, 1, numbers), collapse = ",\n    "), "]")

esoph_long <- rbind(cbind(esoph[1:3], y = 1, w = esoph$ncases), cbind(esoph[1:3], y = 0, w = esoph$ncontrols))
esoph_long <- esoph_long[esoph_long$w > 0, ]
admissions <- as.data.frame(UCBAdmissions)
admissions <- admissions[admissions$Freq > 0, ]
air <- na.omit(airquality)
flowers <- iris[iris$Species != "setosa", ]

cases <- list(
  mtcars = list(x = model.matrix(~ mpg + disp, mtcars), y = mtcars$am),
  infert = list(x = model.matrix(~ age + parity + education + spontaneous + induced, infert), y = infert$case),
  iris = list(x = model.matrix(~ Sepal.Length + Sepal.Width + Petal.Length + Petal.Width, flowers),
              y = as.numeric(flowers$Species == "virginica")),
  airquality = list(x = model.matrix(~ Solar.R + Wind + Temp + factor(Month), air), y = as.numeric(air$Ozone > 40)),
  esoph = list(x = model.matrix(~ as.numeric(agegp) + I(as.numeric(agegp)^2) + alcgp + tobgp, esoph_long),
               y = esoph_long$y, w = esoph_long$w),
  admissions = list(x = model.matrix(~ Gender * Dept, admissions), y = as.numeric(admissions$Admit == "Admitted"),
                    w = admissions$Freq),
  swiss = list(x = model.matrix(~ Agriculture + Education + Infant.Mortality, swiss),
               y = as.numeric(swiss$Fertility > 70)))

write_case <- function(name) {
  case <- cases[[name]]
  x <- as_float(case$x)
  w <- if (is.null(case$w)) rep(1, nrow(x)) else case$w
  fit <- suppressWarnings(glm.fit(x, case$y, weights = w, family = binomial(),
                                  control = glm.control(epsilon = 1e-15, maxit = 200)))
  class(fit) <- "glm"
  errors <- coef(summary(fit))[, 2]
  # glmnet's penalty: lambda (alpha |b| + (1 - alpha) b^2 / 2) beside the mean loss.
  alpha <- 0.7
  net <- glmnet(x[, -1], case$y, "binomial", weights = w, alpha = alpha, lambda = c(0.1, 0.02, 0.004),
                standardize = FALSE, thresh = 1e-15, maxit = 1e7)
  paste0('{"name": "', name, '",\n  "features": ', rows(x[, -1]), ',\n  "target": ', numbers(case$y), ',\n  "weight": ',
         numbers(w), ',\n  "coefficients": ', numbers(coef(fit)), ',\n  "standard_errors": ', numbers(errors),
         ',\n  "alpha": ', alpha, ', "lambda": ', numbers(net$lambda), ',\n  "elastic_net": ',
         rows(t(as.matrix(coef(net)))), "}")
}

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
writeLines(paste0("[", paste(sapply(names(cases), write_case), collapse = ",\n"), "]"), file.path(here, "logistic.json"))
