#include "table/formula.hpp"

#include "binet/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace binet {
namespace {

using testing::ElementsAre;

std::vector<std::string> terms(const std::string& text) {
  const Formula formula = parse_formula(text, {"a", "b", "c", "pack years"}, "y");
  std::vector<std::string> names;
  if (!formula.intercept) names.push_back("0");
  for (const auto& term : formula.terms) {
    std::string name;
    for (const std::size_t variable : term) name += (name.empty() ? "" : ":") + formula.variables[variable].text;
    names.push_back(name);
  }
  return names;
}

TEST(Formula, OperatorsAreThoseOfR) {
  EXPECT_THAT(terms("a*b"), ElementsAre("a", "b", "a:b"));
  EXPECT_THAT(terms("a:b + c"), ElementsAre("c", "a:b"));
  EXPECT_THAT(terms("(a + b + c)^2"), ElementsAre("a", "b", "c", "a:b", "a:c", "b:c"));
  EXPECT_THAT(terms("a*b*c - a:b:c"), ElementsAre("a", "b", "c", "a:b", "a:c", "b:c"));
  EXPECT_THAT(terms("a/b"), ElementsAre("a", "a:b"));
  EXPECT_THAT(terms(". - b"), ElementsAre("a", "c", "`pack years`"));
  EXPECT_THAT(terms("a + a + a:a"), ElementsAre("a"));
  EXPECT_THAT(terms("y ~ a - 1"), ElementsAre("0", "a"));
  EXPECT_THAT(terms("~ 0 + a"), ElementsAre("0", "a"));
  EXPECT_THAT(terms("a + 1"), ElementsAre("a"));
}

TEST(Formula, FunctionsAreNamedAsRWritesThem) {
  EXPECT_THAT(terms("poly(a,2)"), ElementsAre("poly(a, 2)"));
  EXPECT_THAT(terms("poly(a , degree=2,raw=TRUE)"), ElementsAre("poly(a, degree = 2, raw = TRUE)"));
  EXPECT_THAT(terms("log(a+1)"), ElementsAre("log(a + 1)"));
  EXPECT_THAT(terms("I(a*b/c^2)"), ElementsAre("I(a * b/c^2)"));
  EXPECT_THAT(terms("I((a+b)*-c)"), ElementsAre("I((a + b) * -c)"));
  EXPECT_THAT(terms("I(a-(b-c))"), ElementsAre("I(a - (b - c))"));
  EXPECT_THAT(terms("log(`pack years`)"), ElementsAre("log(`pack years`)"));
  EXPECT_THAT(terms("ns(a,knots=c(-1,2.5))"), ElementsAre("ns(a, knots = c(-1, 2.5))"));
  EXPECT_THAT(terms("bs(a,df=4)"), ElementsAre("bs(a, df = 4)"));
  EXPECT_THAT(terms("rcs(a)+rcs(b,3) + rcs(c,c(1,2,3))"), ElementsAre("rcs(a)", "rcs(b, 3)", "rcs(c, c(1, 2, 3))"));
  EXPECT_THAT(terms("ordered(a)*ordered(b,levels=c('x',\"y\"))"),
              ElementsAre("ordered(a)", "ordered(b, levels = c(\"x\", \"y\"))",
                          "ordered(a):ordered(b, levels = c(\"x\", \"y\"))"));
}

TEST(Formula, WhatItWritesReadsBackTheSame) {
  for (const char* text :
       {"I(a - (b - c))", "I(-a^2)", "I((-a)^2)", "I(a^b^c)", "I((a^b)^c)", "I(a/(b * c))", "log(a + 1)"}) {
    EXPECT_THAT(terms(text), ElementsAre(text));
  }
}

TEST(Formula, MistakesNameTheCharacter) {
  const auto message = [](const std::string& text) {
    try {
      terms(text);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  EXPECT_EQ(message("a + (b"), "model.terms, character 7: found the end; expected ')' that ends the parenthesis");
  EXPECT_EQ(message("é + a").substr(0, 26), "model.terms, character 1: ");
  EXPECT_EQ(message("a % b"), "model.terms, character 3: found '%'; expected +, -, *, :, ^ or the end");
  EXPECT_THAT(message("`pack year`"), testing::HasSubstr("between backticks: `pack years`"));
  EXPECT_THAT(message("I(a + 1e999)"), testing::HasSubstr("expected a number that a double holds"));
  EXPECT_THAT(message("1"), testing::HasSubstr("expected at least one term"));
  EXPECT_THAT(message(std::string(1000, '(') + "a"), testing::HasSubstr("fewer parentheses"));
  EXPECT_THAT(message("I(" + std::string(1000, '(') + "a"), testing::HasSubstr("fewer"));
  EXPECT_THAT(message("I(" + std::string(100000, '-') + "a)"), testing::HasSubstr("fewer"));
}

TEST(Arithmetic, ComputesAsC) {
  const std::vector<std::string> columns = {"a", "b"};
  const double row[] = {3, 2};
  const auto value = [&](const char* text) { return ArithmeticProgram(parse_arithmetic(text), columns)(row); };
  EXPECT_EQ(value("a - b - 1"), 0);
  EXPECT_EQ(value("-a^b"), -9);
  EXPECT_EQ(value("2^b^a"), 256);
  EXPECT_EQ(value("a/b*4"), 6);
  EXPECT_EQ(value("abs(b - a) + sqrt(4)"), 3);
}

}  // namespace
}  // namespace binet
