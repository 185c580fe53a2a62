#include "../../src/data/level_dictionary.hpp"

#include "binet/math/random.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace binet {
namespace {

TEST(LevelDictionary, NumbersTextsInTheOrderTheyCome) {
  const detail::MissingWords missing({"", "NA", "a text of many words"});
  detail::LevelDictionary levels(&missing);
  std::map<std::string, std::int32_t, std::less<>> expected;
  Random random(1);
  for (int i = 0; i < 50000; ++i) {
    std::string bytes(detail::LevelDictionary::kReach, 'x');  // what stands before a text must not matter
    const Index size = random.below(random.below(2) ? 4 : 40);
    for (char& c : bytes) c = static_cast<char>('a' + random.below(26));
    for (Index k = 0; k < size; ++k) bytes += static_cast<char>('a' + random.below(3));
    const std::string_view text = std::string_view(bytes).substr(detail::LevelDictionary::kReach);
    const auto [place, is_new] = expected.emplace(text, static_cast<std::int32_t>(expected.size()));
    const std::int32_t code = text.empty() ? detail::LevelDictionary::kMissing : place->second;
    if (text.empty() && is_new) expected.erase(place);
    ASSERT_EQ(random.below(2) ? levels.code(text) : levels.code_within(text), code) << text;
  }
  for (const auto& [text, code] : expected) EXPECT_EQ(levels.levels()[static_cast<std::size_t>(code)], text);
  EXPECT_EQ(levels.levels().size(), expected.size());
  for (const char* word : {"NA", "na", " NA ", "A Text Of Many Words"}) {
    EXPECT_EQ(levels.code(word), detail::LevelDictionary::kMissing);
  }
}

}  // namespace
}  // namespace binet
