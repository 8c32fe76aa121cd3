#include "issued_url.hpp"

#include <gtest/gtest.h>

namespace parley::sdk {
namespace {

TEST(IssuedUrl, FollowsTheAddressTheClientUses) {
  // No port: the proxy's own, with or without TLS.
  EXPECT_EQ(reachable_url("http://10.0.0.5:8081/icons/x?t=1", "wss://chat.example/"),
            "https://chat.example/icons/x?t=1");
  EXPECT_EQ(reachable_url("https://10.0.0.5:8443/x", "ws://chat.example/"), "http://chat.example/x");
  EXPECT_EQ(reachable_url("http://chat.example:8081/x", "wss://chat.example/ws"), "https://chat.example/x");
  EXPECT_EQ(reachable_url("http://[fd00::1]:8081/x", "wss://chat.example/"), "https://chat.example/x");
  // A port: scheme and port stay as issued.
  EXPECT_EQ(reachable_url("http://10.0.0.5:8081/x", "wss://chat.example:8443/"), "http://chat.example:8081/x");
  EXPECT_EQ(reachable_url("https://127.0.0.1/x", "ws://[::1]:8080/"), "https://[::1]/x");
}

TEST(IssuedUrl, LeavesOtherHostsAndNonsense) {
  for (const char* url : {"https://media2.example/x", "http://localhost:8081/x", "http://999.1.1.1/x", "", "x",
                          "/icons/x", "://x", "http://"})
    EXPECT_EQ(reachable_url(url, "wss://chat.example/"), url);
  EXPECT_EQ(reachable_url("http://10.0.0.5/x", ""), "http://10.0.0.5/x");
}

TEST(IssuedUrl, KeepsPlaceholdersOfTemplates) {
  EXPECT_EQ(reachable_url("http://10.0.0.5:8081/files/{id}{?size}", "wss://chat.example/"),
            "https://chat.example/files/{id}{?size}");
  EXPECT_EQ(reachable_url("http://10.0.0.5:8081{?size}", "wss://chat.example/"), "https://chat.example{?size}");
}

}  // namespace
}  // namespace parley::sdk
