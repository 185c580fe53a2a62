#include "page/page.hpp"

#include "page/texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace binet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(EmbeddedTexts, AreTheFilesOfTheSourceTree) {
  ASSERT_GT(detail::embedded_texts().size(), 1U);
  for (const detail::EmbeddedText& embedded : detail::embedded_texts()) {
    std::ostringstream text;
    text << std::ifstream(std::filesystem::path(BINET_SOURCE_DIR) / "src" / embedded.name).rdbuf();
    EXPECT_EQ(embedded.text, text.str()) << embedded.name;
  }
  EXPECT_THROW(embedded_text("page/none.css"), std::logic_error);
}

TEST(Page, HoldsItsPartsAndForbidsRequests) {
  const std::string text = make_page({"A <title>", "<p>body</p>", {}, {"const own = 1;"}});
  EXPECT_THAT(text, HasSubstr("<title>A &lt;title&gt;</title>"));
  EXPECT_THAT(text, HasSubstr("default-src 'none'"));
  EXPECT_THAT(text, HasSubstr("binetPage"));
  EXPECT_THAT(text, HasSubstr("const own = 1;"));
  EXPECT_THAT(text, Not(HasSubstr("src=")));
}

TEST(Page, TextAndJsonCannotLeaveTheirPlace) {
  EXPECT_EQ(html_text("a<b & \"c\" 'd'>"), "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;");
  EXPECT_THAT(json_element("data", "[\"</script><!--\"]"), HasSubstr("[\"\\u003c/script>\\u003c!--\"]"));
}

}  // namespace
}  // namespace binet
