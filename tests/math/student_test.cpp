#include "math/student.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(StudentQuantile, EqualsRsQt) {
  // qt(0.975, degrees)
  EXPECT_NEAR(student_quantile(0.95, 0.5) / 164.5576734804945, 1, 1e-11);
  EXPECT_NEAR(student_quantile(0.95, 1) / 12.70620473617469, 1, 1e-12);
  EXPECT_NEAR(student_quantile(0.95, 4.5) / 2.658912347204403, 1, 1e-12);
  EXPECT_NEAR(student_quantile(0.95, 19) / 2.093024054408309, 1, 1e-12);
  EXPECT_NEAR(student_quantile(0.95, 1e5) / 1.959987707534609, 1, 1e-10);
}

}  // namespace
}  // namespace binet
