#include "events/local_bus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::events {
namespace {

TEST(LocalBus, TellsEverySubscriberInOrder) {
  LocalBus bus;
  std::vector<std::string> seen;
  bus.publish({});  // nobody listens
  bus.subscribe([&](const Event& event) { seen.push_back("a " + *event.frame); });
  bus.subscribe([&](const Event& event) { seen.push_back("b " + *event.frame); });
  bus.publish({.frame = std::make_shared<const std::string>("1")});
  bus.publish({.frame = std::make_shared<const std::string>("2")});
  EXPECT_THAT(seen, ::testing::ElementsAre("a 1", "b 1", "a 2", "b 2"));
}

}  // namespace
}  // namespace parley::events
