#include <cstdio>

double first_probability(const char* model, const char* data);

int main(int count, char** arguments) {
  if (count != 3) return 2;
  std::printf("%.17g\n", first_probability(arguments[1], arguments[2]));
}
